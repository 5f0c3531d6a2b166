import { Buffer } from 'node:buffer'
import { unzipSync } from 'node:zlib'

/** Bounds what a code may become: it has 3 KB at most, of which a photo cannot be made smaller. */
const MAX_LENGTH = 16 * 1024

/** Holds what `unzipSync` returns with `info`, of which its types do not know. */
type Unzipped = { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } }

/** Inflates gzip or zlib, with no byte behind it, to 16 KB at most; nothing where it is neither. */
export function inflate(bytes: Buffer): Buffer | undefined {
  try {
    const unzipped: Unzipped = Object(unzipSync(bytes, { info: true, maxOutputLength: MAX_LENGTH }))
    const { buffer, engine } = unzipped
    return engine.bytesWritten === bytes.length ? Buffer.from(buffer) : undefined
  } catch {
    return undefined
  }
}
