import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wrangler } from './bundle.ts'
import { COMPATIBILITY } from './worker-config.ts'

/** The parts of a V8 CPU profile that tell how long its code ran. */
type CpuProfile = {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string }
  }[]
  readonly samples: readonly number[]
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[]
}

/** In these the isolate waits; `(program)` is native code, which does count. */
const WAITING: ReadonlySet<string> = new Set(['(idle)', '(root)'])

/** The milliseconds of CPU that a profile holds. */
export function busyMs({ nodes, samples, timeDeltas }: CpuProfile): number {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame.functionName]))
  const busy = samples.map((id, i) => (WAITING.has(names.get(id) ?? '') ? 0 : (timeDeltas[i] ?? 0)))
  return busy.reduce((sum, us) => sum + us, 0) / 1000
}

/** The CPU that a bundled Worker's startup takes here, by what `wrangler check startup` profiles. */
export async function startupMs(source: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'neobank-startup-'))
  const [main, config, profile] = ['index.js', 'wrangler.json', 'startup.cpuprofile'].map((name) =>
    join(folder, name),
  )
  try {
    await writeFile(join(folder, 'index.js'), source)
    await writeFile(
      join(folder, 'wrangler.json'),
      JSON.stringify({ name: 'startup', main, no_bundle: true, ...COMPATIBILITY }),
    )
    await wrangler('check', 'startup', `--config=${config}`, `--outfile=${profile}`)
    return busyMs(
      JSON.parse(await readFile(join(folder, 'startup.cpuprofile'), 'utf8')) as CpuProfile,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
