import { type Answer, type Asked, POLICY, type Question, WORKER_URL } from './messages.ts'

declare global {
  interface Window {
    /** Describes as much of https://w3c.github.io/trusted-types as is used here. */
    trustedTypes?: {
      createPolicy(name: string, rules: { createScriptURL(): string }): TrustedPolicy
    }
  }
}

interface TrustedPolicy {
  createScriptURL(input: string): string
}

type Listener = (answer: Answer | undefined) => void

export interface WorkerClient {
  /** Asks it; `listen` is told each answer, and undefined once the worker has died. */
  ask: (asked: Asked, listen: Listener, transfer?: readonly Transferable[]) => number
  /** Sends what it asked back for. */
  reply: (id: number, asked: Asked) => void
  /** Ends it with all that it holds; the next question starts another. */
  close: () => void
}

let policy: TrustedPolicy | undefined

/** Makes a client of the worker, which starts with the first question. */
export function workerClient(): WorkerClient {
  const listeners = new Map<number, Listener>()
  let worker: Worker | undefined
  let last = 0

  function start(): Worker {
    const started = new Worker(workerUrl())
    started.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      const listen = listeners.get(data.id)
      if (data.kind !== 'ask_password') listeners.delete(data.id)
      listen?.(data)
    })
    started.addEventListener('error', (event) => {
      event.preventDefault()
      close()
    })
    return started
  }

  function send(question: Question, transfer: readonly Transferable[] = []): void {
    worker ??= start()
    worker.postMessage(question, [...transfer])
  }

  function close(): void {
    worker?.terminate()
    worker = undefined
    const left = [...listeners.values()]
    listeners.clear()
    for (const listen of left) listen(undefined)
  }

  return {
    ask(asked, listen, transfer) {
      const id = ++last
      listeners.set(id, listen)
      try {
        send({ id, ...asked }, transfer)
      } catch {
        close()
      }
      return id
    },
    reply(id, asked) {
      if (listeners.has(id)) send({ id, ...asked })
    },
    close,
  }
}

function workerUrl(): string {
  policy ??= window.trustedTypes?.createPolicy(POLICY, { createScriptURL: () => WORKER_URL })
  return policy?.createScriptURL(WORKER_URL) ?? WORKER_URL
}
