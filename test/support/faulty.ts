type Method = (...args: readonly unknown[]) => Promise<unknown>

/** What becomes of a call: `error` is thrown, after it was carried out or instead of that. */
export type CallFault = { readonly error: Error; readonly carriedOut: boolean }

/** An error of a stub, with the marks that the runtime gives it. */
export function objectError(marks: { readonly retryable?: true; readonly overloaded?: true }) {
  return Object.assign(new Error('of the object'), marks)
}

/** A namespace over a real one: `faultOf` says what becomes of each call, if not what should. */
export function faultyNamespace(
  namespace: { getByName(name: string): object },
  faultOf: (method: string) => CallFault | undefined,
) {
  const nothing: Record<string, Method> = {}
  const getByName = (name: string) =>
    new Proxy(nothing, {
      get:
        (_, method: string): Method =>
        async (...args) => {
          const fault = faultOf(method)
          const carryOut = async () => {
            const stub: Partial<Record<string, Method>> = namespace.getByName(name)
            return stub[method]?.(...args)
          }
          if (!fault) return carryOut()
          if (fault.carriedOut) await carryOut()
          throw fault.error
        },
    })
  return { getByName }
}
