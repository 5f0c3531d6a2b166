/** Makes a loader of a stylesheet, which gives whether it is there. */
export function lazyStyles(name: string): () => Promise<boolean> {
  let attempt: Promise<boolean> | undefined
  return () => (attempt ??= load())

  function load(): Promise<boolean> {
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = `/assets/${name}.css`
    return new Promise((resolve) => {
      link.addEventListener('load', () => resolve(true))
      link.addEventListener('error', () => {
        link.remove()
        attempt = undefined
        resolve(false)
      })
      document.head.append(link)
    })
  }
}
