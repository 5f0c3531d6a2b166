/** Makes a loader of /assets/`name`.js, which gives nothing where that cannot be loaded. */
export function lazyPart<Part>(name: string): () => Promise<Part | undefined> {
  // Browsers keep a failure, so each attempt after one has an address of its own.
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
