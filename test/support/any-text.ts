import * as fc from 'fast-check'

/** Any text there can be, halves of surrogate pairs and control characters among it. */
export const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
)
