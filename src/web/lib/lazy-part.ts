/**
 * Makes a loader of a script in the page's language, which gives nothing where it cannot load.
 * Browsers keep a failure, so each attempt after one has an address of its own; `failures` counts.
 */
export function lazyPart<Part>(name: string, failures = 0): () => Promise<Part | undefined> {
  return async () => {
    try {
      return await import(`/assets/${document.documentElement.lang}/${name}.js?${failures}`)
    } catch {
      failures++
      return undefined
    }
  }
}
