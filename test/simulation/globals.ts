import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { Random } from './random.ts'
import { type Appointment, Timeline } from './timeline.ts'

/**
 * Where code runs: one request at the edge, or one instance of an object. What is over never goes on
 * after anything it waits for, as in an isolate that died.
 */
export type Life = { over: boolean; until?: number; readonly of?: unknown }

/** Which life the code that runs now belongs to. */
export const lives = new AsyncLocalStorage<Life>()

/** What the Worker's code sees as the world outside it. */
export type Surroundings = {
  readonly timeline: Timeline
  readonly random: Random
  readonly log: (line: string) => void
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
}

const NOWHERE: Surroundings = {
  timeline: new Timeline(0),
  random: new Random('nowhere'),
  log: console.log.bind(console),
  fetch: () => Promise.reject(new Error('there is no network')),
}

let around = NOWHERE

/** Sets what time, chance, the log and the network are until the next call. */
export function surround(surroundings: Surroundings | undefined): void {
  passed = monotonicNow()
  around = surroundings ?? NOWHERE
}

/** Goes on in a life, if it is not over. */
export function resume(life: Life | undefined, then: () => void): void {
  if (!life) then()
  else if (!life.over && around.timeline.now < (life.until ?? Infinity)) lives.run(life, then)
}

function inThisLife(then: () => void): () => void {
  const life = lives.getStore()
  return () => resume(life, then)
}

const RealDate = Date

class VirtualDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    super(...((given.length === 0 ? [around.timeline.now] : given) as [number]))
  }

  static override now(): number {
    return Math.floor(around.timeline.now)
  }
}

function wait(milliseconds: number): Promise<void> {
  const span = milliseconds + computed
  computed = 0
  return new Promise((resolve) => {
    around.timeline.after(span, inThisLife(resolve))
  })
}

function signalAfter(milliseconds: number): AbortSignal {
  const controller = new AbortController()
  around.timeline.after(milliseconds, () =>
    controller.abort(new DOMException('The operation timed out', 'TimeoutError')),
  )
  return controller.signal
}

function randomBytes(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  around.random.fillBytes(bytes)
  return bytes
}

function randomUuid(): string {
  const bytes = randomBytes(16)
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x40
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
}

function getRandomValues<T extends ArrayBufferView>(view: T): T {
  around.random.fillBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
  return view
}

/** How long has been computed since the clock was last looked at, which stands still meanwhile. */
let computed = 0

/** Stands in for scrypt: as good for whoever only compares, and as slow by the world's clock alone. */
function scryptSync(password: Buffer, salt: Buffer, length: number): Buffer {
  computed += 150
  return createHash('sha256').update(salt).update(password).digest().subarray(0, length)
}

/** How far all surroundings before these have come: their clocks begin where the last one ended. */
let passed = 0

/** Whole milliseconds since the process began, as its monotonic clock would tell them. */
function monotonicNow(): number {
  return passed + Math.floor(around.timeline.now - around.timeline.start)
}

function forbidden(name: string) {
  return () => {
    throw new Error(`${name} is not simulated`)
  }
}

/** Makes time, chance, the log and the network those of the simulation, in the whole process. */
export function replaceGlobals(): void {
  const replaced = {
    Date: VirtualDate,
    setTimeout: (run: () => void, milliseconds = 0) =>
      around.timeline.after(milliseconds, inThisLife(run)),
    clearTimeout: (appointment?: Appointment) => around.timeline.cancel(appointment),
    setInterval: forbidden('setInterval'),
    setImmediate: forbidden('setImmediate'),
    scheduler: { wait },
    performance: { now: monotonicNow },
    fetch: (url: string, init: RequestInit = {}) => around.fetch(url, init),
  }
  for (const [name, value] of Object.entries(replaced)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
  Object.defineProperty(AbortSignal, 'timeout', { value: signalAfter })
  Object.defineProperty(Math, 'random', { value: () => around.random.unit() })
  Object.defineProperty(crypto, 'randomUUID', { value: randomUuid })
  Object.defineProperty(crypto, 'getRandomValues', { value: getRandomValues })
  const nodeCrypto = createRequire(import.meta.url)('node:crypto') as object
  Object.assign(nodeCrypto, {
    randomBytes,
    randomUUID: randomUuid,
    randomFillSync: getRandomValues,
    scryptSync,
    randomInt: forbidden('randomInt'),
    randomFill: forbidden('randomFill'),
  })
  syncBuiltinESMExports()
  console.log = (line: unknown) => around.log(String(line))
}
