import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort } from './free-port.ts'

/** The Worker as dev-server.ts runs it, until it is stopped. */
export interface RunningWorker {
  readonly url: string
  /** Where its log is, `server.log`, until it is stopped. */
  readonly folder: string
  stop(): Promise<void>
}

const UP_WITHIN = 60_000

/** Starts the Worker with these vars besides its own (`NAME:value`), and waits until it answers. */
export async function runWorker(vars: readonly string[] = []): Promise<RunningWorker> {
  const port = await freePort()
  const folder = join(tmpdir(), `neobank-signup-${port}`)
  const url = `http://localhost:${port}`
  const server = spawn(process.execPath, ['test/support/dev-server.ts', port, folder, ...vars], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const exited = once(server, 'exit')
  const stop = async () => {
    server.kill('SIGTERM')
    await exited
  }
  const deadline = Date.now() + UP_WITHIN
  while (!(await isUp(url))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error('the Worker did not start')
    }
    await wait(200)
  }
  return { url, folder, stop }
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`)).ok
  } catch {
    return false
  }
}
