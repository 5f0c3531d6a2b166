import { parseArgs } from 'node:util'
import { besideFloor } from './beside-floor.ts'
import { failover } from './failover.ts'
import { profile } from './profile.ts'

const { values } = parseArgs({
  options: { only: { type: 'string' }, rounds: { type: 'string', default: '5' } },
})
const { only } = values
const rounds = Number(values.rounds)
const PARTS: ReadonlyMap<string, typeof besideFloor> = new Map([
  ['floor', besideFloor],
  ['profile', profile],
  ['failover', failover],
])
if (!(rounds >= 1) || (only !== undefined && !PARTS.has(only))) {
  throw new Error('Usage: npm run bench -- [--only floor|profile|failover] [--rounds N]')
}

for (const [name, run] of PARTS) {
  if (only !== undefined && name !== only) continue
  await run(rounds, (line) => process.stdout.write(`${line}\n`))
  process.stdout.write('\n')
}
