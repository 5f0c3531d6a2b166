import { ROUTING } from './routing-scenarios.ts'
import { SCENARIOS } from './scenarios.ts'

// Plays the scenario that the command names, and prints what it came to as JSON.
const name = process.argv[2] ?? ''
const play = SCENARIOS[name] ?? ROUTING[name]
if (!play) throw new Error(`one of ${Object.keys({ ...SCENARIOS, ...ROUTING }).join(', ')}`)
process.stdout.write(JSON.stringify(await play()))
