import { existsSync, readFileSync } from 'node:fs'
import { faultsOf } from './table.ts'
import { testTitles } from './titles.ts'

// Run by `npm run check` from the project's root: what the table of requirements names must exist.
const table = 'test/REQUIREMENTS.md'

const faults = faultsOf(readFileSync(table, 'utf8'), (file) =>
  existsSync(file) ? testTitles(readFileSync(file, 'utf8'), file) : undefined,
)
for (const fault of faults) console.error(`${table}: ${fault}`)
process.exitCode = faults.length === 0 ? 0 : 1
