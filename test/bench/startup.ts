import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wrangler } from './bundle.ts'
import { COMPATIBILITY } from './workerd.ts'

/** The parts of a V8 CPU profile that tell how long its code ran. */
type CpuProfile = {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
    readonly children?: readonly number[]
  }[]
  readonly samples: readonly number[]
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[]
}

/** Milliseconds of CPU: of all that ran, and of what ran for the Worker's own module. */
export type StartupCpu = { readonly all: number; readonly own: number }

/** In these the isolate waits; `(program)` is native code, which does count. */
const WAITING: ReadonlySet<string> = new Set(['(idle)', '(root)'])

/**
 * The CPU that a profile holds. The module's own is what has code of it on the stack: the runtime
 * starts an isolate beside that, and compiles.
 */
export function cpuOf({ nodes, samples, timeDeltas }: CpuProfile, module: string): StartupCpu {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const own = new Set<number>()
  const mark = (id: number): void => {
    own.add(id)
    for (const child of byId.get(id)?.children ?? []) mark(child)
  }
  for (const { id, callFrame } of nodes) if (callFrame.url.endsWith(module)) mark(id)
  const total = (counts: (id: number) => boolean) =>
    samples.reduce((sum, id, i) => sum + (counts(id) ? (timeDeltas[i] ?? 0) : 0), 0) / 1000
  return {
    all: total((id) => !WAITING.has(byId.get(id)?.callFrame.functionName ?? '')),
    own: total((id) => own.has(id)),
  }
}

/** The CPU that a bundled Worker's startup takes here, by what `wrangler check startup` profiles. */
export async function startupCpu(source: string): Promise<StartupCpu> {
  const folder = await mkdtemp(join(tmpdir(), 'neobank-startup-'))
  const profile = join(folder, 'startup.cpuprofile')
  const config = { name: 'startup', main: 'index.js', no_bundle: true, ...COMPATIBILITY }
  try {
    await writeFile(join(folder, 'index.js'), source)
    await writeFile(join(folder, 'wrangler.json'), JSON.stringify(config))
    // It builds what is in the folder it runs in, whatever `--config` says.
    await wrangler(folder, 'check', 'startup', `--outfile=${profile}`)
    return cpuOf(JSON.parse(await readFile(profile, 'utf8')) as CpuProfile, 'index.js')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
