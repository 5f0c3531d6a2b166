import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { expect } from '@playwright/test'
import { freePort } from '../support/free-port.ts'

/** A server that some tests have to themselves. */
export interface OwnServer {
  url: string
  /** Where its log is. */
  folder: string
}

/** Runs the Worker with these vars besides its own (`NAME:value`), for as long as `use` takes. */
export async function withServer(
  vars: readonly string[],
  use: (server: OwnServer) => Promise<void>,
): Promise<void> {
  const port = await freePort()
  const folder = join(tmpdir(), `neobank-signup-${port}`)
  const server = spawn(process.execPath, ['test/support/dev-server.ts', port, folder, ...vars], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: 'ignore',
  })
  const url = `http://localhost:${port}`
  await expect.poll(() => isUp(url), { timeout: 60_000 }).toBe(true)
  await use({ url, folder })
  server.kill('SIGTERM')
  await once(server, 'exit')
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`)).ok
  } catch {
    return false
  }
}
