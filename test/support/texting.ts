import { vi } from 'vitest'

type Hold = {
  /** Settles when the first post has come to where it is held. */
  readonly reached: Promise<void>
  readonly release: () => void
}

/** Holds every text back on its way to the receiver, until released. Undone by `restoreAllMocks`. */
export function holdTexts(): Hold {
  return holdPosts((hold, pass) => hold().then(pass))
}

/** Holds back the answers to all posts, which are carried out. Undone by `restoreAllMocks`. */
export function holdAnswers(): Hold {
  return holdPosts(async (hold, pass) => {
    const response = await pass()
    await hold()
    return response
  })
}

function holdPosts(
  carry: (hold: () => Promise<void>, pass: () => Promise<Response>) => Promise<Response>,
): Hold {
  const network = globalThis.fetch
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const hold = () => {
    reached.resolve()
    return released.promise
  }
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const pass = () => network(input, init)
    return init?.method === 'POST' ? carry(hold, pass) : pass()
  })
  return { reached: reached.promise, release: () => released.resolve() }
}
