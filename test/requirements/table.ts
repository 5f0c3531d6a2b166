/** A test as the table names it. */
type NamedTest = { readonly file: string; readonly title: string }

type Row = { readonly number: number; readonly proof: string }

/** How many requirements the signup has to meet. */
export const REQUIREMENTS = 66

/** A test in the table: `test/path/file.test.ts › suite › test`, in a code span. */
const NAMED_TEST = /`(test\/\S+\.ts) › ([^`]+)`/g

/**
 * What is wrong with the table of requirements: a number that is missing, doubled or unknown, a row
 * with neither a test nor a reason, a row that is pending, and a test that `titlesOf` does not know.
 */
export function faultsOf(
  markdown: string,
  titlesOf: (file: string) => readonly string[] | undefined,
): readonly string[] {
  const rows = rowsOf(markdown)
  return [...faultsOfNumbers(rows), ...rows.flatMap((row) => faultsOfProof(row, titlesOf))]
}

function rowsOf(markdown: string): readonly Row[] {
  return markdown.split('\n').flatMap((line) => {
    const [, number, , proof] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    if (number === undefined || proof === undefined || !/^\d+$/.test(number)) return []
    return [{ number: Number(number), proof: proof.replaceAll('\\|', '|') }]
  })
}

function faultsOfNumbers(rows: readonly Row[]): readonly string[] {
  const expected = Array.from({ length: REQUIREMENTS }, (_, i) => i + 1)
  const counts = expected.map((number) => ({
    number,
    count: rows.filter((row) => row.number === number).length,
  }))
  return [
    ...counts.filter(({ count }) => count === 0).map(({ number }) => `${number}: has no row`),
    ...counts.filter(({ count }) => count > 1).map(({ number }) => `${number}: has two rows`),
    ...rows
      .filter(({ number }) => !expected.includes(number))
      .map(({ number }) => `${number}: there is no such requirement`),
  ]
}

function faultsOfProof(
  { number, proof }: Row,
  titlesOf: (file: string) => readonly string[] | undefined,
): readonly string[] {
  if (/\bpending\b/.test(proof.replace(NAMED_TEST, ''))) return [`${number}: is pending`]
  const tests = testsIn(proof)
  const reason = proof.replace(NAMED_TEST, '').replaceAll('<br>', '').trim()
  if (reason.includes('`test/')) return [`${number}: names a test in no form that can be checked`]
  if (tests.length === 0 && !/\w{3,} \w+/.test(reason)) {
    return [`${number}: has neither a test nor a reason`]
  }
  return tests.flatMap(({ file, title }) => {
    const titles = titlesOf(file)
    if (titles === undefined) return [`${number}: there is no file ${file}`]
    return titles.includes(title) ? [] : [`${number}: ${file} has no test "${title}"`]
  })
}

function testsIn(proof: string): readonly NamedTest[] {
  return [...proof.matchAll(NAMED_TEST)].map(([, file = '', title = '']) => ({ file, title }))
}
