import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Miniflare } from 'miniflare'
import type { WorkerConfig } from './worker-config.ts'

/** Memory where the system has a folder of it, as the disk of a developer's machine is not what is measured. */
export const STATE_FOLDER = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

/**
 * Runs Workers in one workerd process, each at a port of its own; what they log, `hearLog` hears. Their
 * objects are in a folder that goes with it.
 */
export async function startWorkerd(
  workers: readonly WorkerConfig[],
  hearLog: (line: string) => void = () => undefined,
) {
  const folder = await mkdtemp(join(STATE_FOLDER, 'neobank-bench-'))
  const miniflare = new Miniflare({
    workers: [...workers],
    cf: false,
    handleStructuredLogs: ({ message }) => hearLog(message),
    resourcePersistencePath: folder,
  })
  await miniflare.ready
  return {
    miniflare,
    urlOf: async (worker: string) => (await miniflare.unsafeGetDirectURL(worker)).href,
    async stop() {
      await miniflare.dispose()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
