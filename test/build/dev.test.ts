import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { memoryFolder } from '../support/memory-folder.ts'

/** Tells whether somebody answers at the port, whatever it is. */
const answers = (port: string) =>
  fetch(`http://localhost:${port}/healthz`).then(
    () => true,
    () => false,
  )

it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
  'the development server ends with the npm that began it, on %s',
  async (signal) => {
    const port = await freePort()
    const state = await mkdtemp(join(memoryFolder(), 'neobank-dev-'))
    onTestFinished(() => rm(state, { recursive: true, force: true }))
    const options = ['--port', port, '--inspector-port', '0', '--persist-to', state]
    const npm = spawn('npm', ['run', 'dev', '--', ...options], { stdio: 'ignore' })
    onTestFinished(() => void npm.kill())
    const ended = once(npm, 'exit')
    while (!(await answers(port))) {
      expect(npm.exitCode).toBeNull()
      await wait(100)
    }
    npm.kill(signal)
    await ended
    while (await answers(port)) await wait(100)
    expect(await answers(port)).toBe(false)
  },
)
