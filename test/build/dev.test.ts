import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { memoryFolder } from '../support/memory-folder.ts'

/** Bounds a start and an end on a machine that has other things to do. */
const TIMEOUT = 180_000

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
    const cwd = await copyProject()
    const options = ['--port', port, '--inspector-port', '0']
    const npm = spawn('npm', ['run', 'dev', '--', ...options], { cwd, stdio: 'ignore' })
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
  TIMEOUT,
)

/** Copies what the server needs: it builds the page, which other tests read meanwhile. */
async function copyProject(): Promise<string> {
  const folder = await mkdtemp(join(memoryFolder(), 'neobank-dev-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const copied = ['package.json', 'tsconfig.json', 'wrangler.toml', '.env.example', 'src']
  await Promise.all(copied.map((name) => cp(name, join(folder, name), { recursive: true })))
  await symlink(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}
