/** Makes a loader of a script in the page's language, which gives nothing where it cannot load. */
export function lazyPart<Part>(name: string): () => Promise<Part | undefined> {
  // Browsers keep a failure, so each attempt after one has an address of its own.
  let failures = 0
  return async () => {
    try {
      return await import(`/assets/${document.documentElement.lang}/${name}.js?${failures}`)
    } catch {
      failures++
      return undefined
    }
  }
}
