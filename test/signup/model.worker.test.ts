import * as fc from 'fast-check'
import { afterEach, beforeEach, inject, test, vi } from 'vitest'
import { SECOND } from '../../src/platform/time.ts'
import { stopClock } from '../support/clock.ts'
import { Client } from './model/client.ts'
import { commands, finish, usedUpDays } from './model/commands.ts'
import { expectInvariants } from './model/invariants.ts'
import type { Run } from './model/requests.ts'
import type { World } from './model/world.ts'

declare module 'vitest' {
  interface ProvidedContext {
    modelRuns: number
  }
}

stopClock()
beforeEach(() => {
  // Hundreds of requests: their lines would bury the commands that failed.
  vi.spyOn(console, 'log').mockImplementation(() => undefined)
})
afterEach(() => vi.restoreAllMocks())

const RUNS = inject('modelRuns')
const timeout = 240 * SECOND + RUNS * SECOND

test(
  'step 1 answers as its contract says, whatever is asked in whichever order',
  { timeout },
  async () => {
    let codesRepeated = 0
    const scripts = fc.commands([commands], { maxCommands: 80, size: 'max' })
    const runScript = fc.asyncProperty(scripts, async (script) => {
      const client = new Client()
      const world: World = {
        now: Date.now(),
        sessions: [],
        texts: [],
        keys: [],
        codes: [],
        codesRepeated,
      }
      const run: Run = { world, asked: [], codes: [] }
      try {
        await fc.asyncModelRun(() => ({ model: run, real: client }), script)
        await finish(run, client)
        expectInvariants(client.history)
      } finally {
        // Once may be chance; twice is not.
        codesRepeated = Math.min(1, world.codesRepeated)
        client.leave()
      }
    })
    await fc.assert(runScript, {
      examples: usedUpDays.map((script) => [script]),
      numRuns: RUNS,
      unbiased: true,
      timeout: 30 * SECOND,
    })
  },
)
