const ATTEMPTS = 3
const FIRST_PAUSE = 50

/** Says that an object could not be reached or is overloaded; its call may have taken effect. */
export class ObjectUnavailableError extends Error {
  override readonly name = 'ObjectUnavailableError'
}

/**
 * Calls a Durable Object by name, at most three times on fresh stubs while its errors are
 * `.retryable`; throws `ObjectUnavailableError` then, or once `.overloaded`, and bugs as they are.
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
      if (overloaded || attempt === ATTEMPTS) {
        throw new ObjectUnavailableError('a Durable Object did not answer', { cause: error })
      }
      await scheduler.wait(FIRST_PAUSE * 2 ** (attempt - 1) * (1 + jitter()))
    }
  }
}

/** Reads the runtime's mark on a stub's error (Cloudflare, Durable Objects, "Error handling"). */
function isMarked(error: unknown, mark: 'retryable' | 'overloaded'): boolean {
  return error instanceof Error && Reflect.get(error, mark) === true
}

/** Draws from 0 to 1, so that callers who failed together do not come back together. */
function jitter(): number {
  return (crypto.getRandomValues(new Uint8Array(1))[0] ?? 0) / 255
}
