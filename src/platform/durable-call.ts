const TRIES = 3
const FIRST_PAUSE_MS = 50

/** The object could not be reached, or has too much to do. Nothing is known of the call's effect. */
export class ObjectUnavailableError extends Error {
  override readonly name = 'ObjectUnavailableError'
}

/**
 * Calls a Durable Object by name. An error marked `.retryable` is tried again, three times in all,
 * on a fresh stub after a growing, jittered pause; one marked `.overloaded` never. A call that must
 * not count twice carries a request id for that. Throws `ObjectUnavailableError` when it gives up,
 * and passes bugs on as they are.
 */
export async function callObject<T extends Rpc.DurableObjectBranded, R>(
  namespace: DurableObjectNamespace<T>,
  name: string,
  call: (stub: DurableObjectStub<T>) => R,
): Promise<Awaited<R>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(namespace.getByName(name))
    } catch (error) {
      const overloaded = isMarked(error, 'overloaded')
      if (!overloaded && !isMarked(error, 'retryable')) throw error
      if (overloaded || attempt === TRIES) {
        throw new ObjectUnavailableError('a Durable Object did not answer', { cause: error })
      }
      await scheduler.wait(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + jitter()))
    }
  }
}

/** What the runtime writes on errors of a stub (Cloudflare docs, Durable Objects, "Error handling"). */
function isMarked(error: unknown, mark: 'retryable' | 'overloaded'): boolean {
  return error instanceof Error && Reflect.get(error, mark) === true
}

/** From 0 to 1, so that callers who failed together do not come back together. */
function jitter(): number {
  return (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) / 255
}
