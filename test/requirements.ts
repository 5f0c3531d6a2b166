import { globSync, readFileSync } from 'node:fs'

// Run by `npm run check`: every requirement is borne by a test's title, and every title's number exists.
const list = readFileSync('test/REQUIREMENTS.md', 'utf8')
const tests = globSync('test/**/*.{test,spec}.ts').map((file) => readFileSync(file, 'utf8'))

/** Reads the numbers of titles such as `'[R5, R14] of 200 wrong guesses …'`. */
const borne = new Set(
  tests
    .flatMap((source) => [...source.matchAll(/['"`]\[(R\d+(?:, R\d+)*)\] /g)])
    .flatMap(([, numbers = '']) => numbers.split(', ').map((number) => number.slice(1))),
)
const listed = [...list.matchAll(/^(\d+)\. (.*)$/gm)]
const missing = listed.filter(
  ([, number = '', text = '']) => !borne.has(number) && !text.endsWith(')'),
)
const unknown = [...borne].filter((number) => !listed.some(([, one]) => one === number))

for (const [line] of missing) console.error(`test/REQUIREMENTS.md: no test bears ${line}`)
for (const number of unknown)
  console.error(`test/REQUIREMENTS.md: a test bears R${number}, which is not here`)
process.exitCode = missing.length + unknown.length === 0 ? 0 : 1
