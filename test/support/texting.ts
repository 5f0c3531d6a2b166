import { vi } from 'vitest'

type Held = {
  /** Settles when the first text has reached the gateway. */
  readonly reached: Promise<void>
  readonly release: () => void
}

/** Holds every text back on its way to the receiver, until released. Undone by `restoreAllMocks`. */
export function holdTexts(): Held {
  const pass = globalThis.fetch
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    if (init?.method === 'POST') {
      reached.resolve()
      await released.promise
    }
    return pass(input, init)
  })
  return { reached: reached.promise, release: () => released.resolve() }
}

/** Holds back the answers to all posts, which are carried out. Undone by `restoreAllMocks`. */
export function holdAnswers(): Held {
  const pass = globalThis.fetch
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const response = await pass(input, init)
    if (init?.method === 'POST') {
      reached.resolve()
      await released.promise
    }
    return response
  })
  return { reached: reached.promise, release: () => released.resolve() }
}
