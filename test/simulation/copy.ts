/**
 * What the structured clone algorithm makes of a value, quickly for plain objects, arrays and
 * primitives; everything else, and what cannot be cloned, is left to the algorithm itself.
 */
export function copy<T>(value: T): T {
  return copied(value) as T
}

function copied(value: unknown): unknown {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return value
  if (Array.isArray(value)) return value.map(copied)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return structuredClone(value)
  const made: Record<string, unknown> = {}
  for (const key of Object.keys(value)) made[key] = copied((value as Record<string, unknown>)[key])
  return made
}
