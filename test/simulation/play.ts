import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** For the slowest scenario on a busy machine. */
export const PLAYING = 240_000

/** Plays what these options name, in a process of its own: time and chance are the whole process's. */
export async function play<Result>(...options: readonly string[]): Promise<Result> {
  const files = ['--import', './test/simulation/hooks.ts', './test/simulation/main.ts']
  const begun = run(process.execPath, [...files, ...options], { maxBuffer: 2 ** 26 })
  // It exits with 1 where a seed failed; which one is then in what it printed.
  const { stdout } = await begun.catch((failed: { stdout: string; message: string }) => {
    if (failed.stdout === '') throw new Error(failed.message)
    return failed
  })
  return JSON.parse(stdout) as Result
}
