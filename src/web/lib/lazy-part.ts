const GIVE_UP_AFTER = 20_000

/**
 * Makes a loader of a script in the page's language, which gives nothing where that cannot be loaded,
 * or not in 20 s. Browsers keep a failure, so each attempt after one has an address of its own;
 * `failures` counts them.
 */
export function lazyPart<Part>(name: string, failures = 0): () => Promise<Part | undefined> {
  return async () => {
    const address = `/assets/${document.documentElement.lang}/${name}.js?${failures}`
    let giveUp = 0
    const lateness = new Promise<undefined>((resolve) => {
      giveUp = setTimeout(() => resolve(undefined), GIVE_UP_AFTER)
    })
    const arrival: Promise<Part | undefined> = import(address).catch(() => undefined)
    const part = await Promise.race([arrival, lateness])
    clearTimeout(giveUp)
    if (!part) failures++
    return part
  }
}
