/**
 * Loads a part of the page that not everybody needs, under /assets; nothing where it cannot be
 * loaded. Browsers keep a failure, so each try after one has an address of its own.
 */
export function lazyPart<Part>(name: string): () => Promise<Part | undefined> {
  let failures = 0
  return async () => {
    try {
      return await import(`/assets/${name}.js?${failures}`)
    } catch {
      failures++
      return undefined
    }
  }
}
