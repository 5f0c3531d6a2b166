import { tmpdir } from 'node:os'
import { bundlePlain } from './bundle.ts'
import { median } from './table.ts'
import { signupConfig, startWorkerd } from './workerd.ts'

const EVENTS = 1000

/** Prints how many texts a second one traffic monitor counts here, new and after a day of counting. */
export async function monitor(rounds: number, say: (line: string) => void): Promise<void> {
  const source = await bundlePlain('test/bench/monitor-worker.ts')
  // On the disk, as a monitor waits for its storage.
  const config = signupConfig(source, { SMS_GATEWAYS: 'console' })
  const workerd = await startWorkerd([config], undefined, tmpdir())
  const url = await workerd.urlOf('signup')

  const ask = async (query: Record<string, string>) => {
    const response = await fetch(`${url}?${new URLSearchParams(query).toString()}`)
    if (!response.ok) throw new Error(await response.text())
  }

  /** Events a second, in the middle of the rounds; one before them is for warmth. */
  const rate = async (name: string, way: Record<string, string> = {}): Promise<number> => {
    const rates: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const start = performance.now()
      await ask({ monitor: name, events: String(EVENTS), ...way })
      rates.push(EVENTS / ((performance.now() - start) / 1000))
    }
    return Math.round(median(rates.slice(1)))
  }

  /** As calls, and as a loop within the object, which has them all stored at once. */
  const print = async (name: string, state: string) => {
    const calls = await rate(name)
    const loop = await rate(name, { inside: '' })
    say(`${state}: ${calls} texts a second as calls, ${loop} in a loop`)
  }

  try {
    await print('fresh', 'a new monitor')
    await ask({ monitor: 'old', events: '1' })
    await ask({ monitor: 'old', fill: '' })
    await print('old', 'after a day with a text in every slot of time')
  } finally {
    await workerd.stop()
  }
}
