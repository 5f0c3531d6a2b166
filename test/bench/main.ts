import process from 'node:process'
import { parseArgs } from 'node:util'

/** What `npm run bench -- <part>` measures, and prints; `--rounds` is how often where it matters. */
type Options = { readonly rounds: number; readonly minutes: number; readonly rate: number }
type Part = (options: Options, say: (line: string) => void, control: boolean) => unknown

/** Each part alone is loaded. Those of the page have a DOM, and so are not of this project of types. */
const PARTS: Readonly<Record<string, Part>> = {
  floor: async ({ rounds }, say) => (await import('./beside-floor.ts')).floor(rounds, say),
  profile: async ({ rounds }, say) => (await import('./profile.ts')).profile(rounds, say),
  failover: async ({ rounds }, say) => (await import('./failover.ts')).failover(rounds, say),
  monitor: async ({ rounds }, say) => (await import('./monitor.ts')).monitor(rounds, say),
  accounts: async ({ rounds }, say) => (await import('./accounts.ts')).accounts(rounds, say),
  aadhaar: async ({ rounds }, say) => (await import('./aadhaar.ts')).aadhaar(rounds, say),
  cost: async (_, say) => (await import('./cost.ts')).cost(say),
  soak: async (options, say, control) =>
    (await import('./soak/main.ts')).soak({ ...options, control }, say),
  page: ({ rounds }, say) => ofPage('page', rounds, say),
  network: ({ rounds }, say) => ofPage('network', rounds, say),
  journey: ({ rounds }, say) => ofPage('journey', rounds, say),
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '3' },
    control: { type: 'boolean', default: false },
  },
})
const [rounds, minutes, rate] = [values.rounds, values.minutes, values.rate].map(Number)
const run = PARTS[positionals[0] ?? 'floor']
if (!run || !rounds || !minutes || !rate || positionals.length > 1) {
  const parts = Object.keys(PARTS).join('|')
  throw new Error(
    `Usage: npm run bench -- [${parts}] [--rounds 5]; soak: [--minutes 10] [--rate 3] [--control]`,
  )
}
await run({ rounds, minutes, rate }, (line) => process.stdout.write(`${line}\n`), values.control)

async function ofPage(
  part: 'page' | 'network' | 'journey',
  ...given: readonly unknown[]
): Promise<void> {
  const file = './page/main.ts'
  const parts = (await import(file)) as Record<
    string,
    (...all: readonly unknown[]) => Promise<void>
  >
  await parts[part]?.(...given)
}
