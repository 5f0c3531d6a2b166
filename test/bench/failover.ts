import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleWorker } from './bundle.ts'
import { closeConnections } from './client.ts'
import { CONDITIONS } from './first-gateway.ts'
import { median, quantile } from './statistics.ts'
import { table } from './table.ts'
import { type Wait, waitsWhere } from './waits.ts'

/** Measures what a person waits for a text where the first of two gateways fails, and prints it. */
export async function failover(rounds: number, say: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'neobank-bench-'))
  const { source } = await bundleWorker(folder)
  await rm(folder, { recursive: true })
  say(`POST send-otp where the first of two gateways is:
Four monitors at once; sends of one monitor one after the other, ${rounds} more once the first gateway is passed over.
Texts are those counted against the budget, for each send.
`)
  const rows: string[][] = []
  for (const condition of CONDITIONS) {
    const monitors = await waitsWhere(condition, source, rounds)
    const cold = monitors.flatMap((waits) => waits.filter(({ tripped }) => !tripped))
    const passedOver = monitors.flatMap((waits) => waits.filter(({ tripped }) => tripped))
    const trippedAfter = monitors.map((waits) => waits.findIndex(({ tripped }) => tripped))
    rows.push([
      condition.name,
      ...cells(cold),
      ...cells(passedOver),
      trippedAfter.includes(-1) ? 'never' : `${[...new Set(trippedAfter)].join(', ')} sends`,
    ])
  }
  closeConnections()
  const measures = ['n', 'median ms', 'max ms', 'texts']
  say(
    table([
      ['', ...measures, ...measures.map((name) => `then ${name}`), 'passed over after'],
      ...rows,
    ]),
  )
}

function cells(waits: readonly Wait[]): readonly string[] {
  if (waits.length === 0) return ['0', '', '', '']
  const times = waits.map(({ took }) => took)
  const texts = waits.reduce((sum, wait) => sum + wait.texts, 0) / waits.length
  return [
    String(waits.length),
    median(times).toFixed(0),
    quantile(times, 1).toFixed(0),
    texts.toFixed(2),
  ]
}
