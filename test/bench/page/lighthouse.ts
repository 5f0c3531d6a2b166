import { execFile } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import * as z from 'zod'
import { installPackages } from './packages.ts'

/** The categories that a page is scored in, as Lighthouse calls them. */
export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const

/** One run of Lighthouse with its default settings, which are those of a phone on slow 4G. */
export type LighthouseRun = {
  /** Of each category, up to 100. */
  readonly scores: Readonly<Record<(typeof CATEGORIES)[number], number>>
  /** Largest Contentful Paint, in milliseconds. */
  readonly lcp: number
  /** How long Lighthouse believes the server to take, which it adds to each request. */
  readonly server: number
  /** What costs a category points, by its id. */
  readonly faults: readonly string[]
}

const FOLDER = join(import.meta.dirname, 'lighthouse-cli')
const MOST_OUTPUT = 64 * 1024 * 1024
const LONGEST_RUN = 120_000

const Category = z.object({
  score: z.number(),
  auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })),
})
const Report = z.object({
  runtimeError: z.object({ message: z.string() }).optional(),
  categories: z.record(z.enum(CATEGORIES), Category),
  audits: z.record(
    z.string(),
    z.object({ score: z.number().nullable(), numericValue: z.number().optional() }),
  ),
})

/** Measures a page once, in the browser whose debugging port that is. */
export async function runLighthouse(url: string, debuggingPort: string): Promise<LighthouseRun> {
  installPackages(FOLDER)
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      join(FOLDER, 'node_modules/lighthouse/cli/index.js'),
      url,
      `--port=${debuggingPort}`,
      `--only-categories=${CATEGORIES.join(',')}`,
      '--output=json',
      '--quiet',
      '--no-enable-error-reporting',
    ],
    { maxBuffer: MOST_OUTPUT, timeout: LONGEST_RUN },
  )
  return readReport(JSON.parse(stdout))
}

function readReport(json: unknown): LighthouseRun {
  const { runtimeError, categories, audits } = Report.parse(json)
  if (runtimeError) throw new Error(runtimeError.message)
  const scores = Object.fromEntries(
    CATEGORIES.map((name) => [name, Math.round(categories[name].score * 100)]),
  ) as LighthouseRun['scores']
  const weighed = CATEGORIES.flatMap((name) => categories[name].auditRefs)
  const faults = weighed
    .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1)
    .map(({ id }) => id)
  const server = audits['network-server-latency']?.numericValue ?? 0
  const lcp = audits['largest-contentful-paint']?.numericValue
  if (lcp === undefined) throw new Error('Lighthouse saw no Largest Contentful Paint')
  return { scores, lcp, server, faults }
}
