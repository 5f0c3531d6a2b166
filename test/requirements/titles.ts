import { parseSync } from 'oxc-parser'

/** The parts of an ESTree node that a title is read from. */
type Node = { readonly type: string; readonly start: number; readonly end: number } & {
  readonly [member: string]: unknown
}

const TESTS: ReadonlySet<string> = new Set(['it', 'test'])
const SUITES: ReadonlySet<string> = new Set(['describe'])

/** What still makes a test or suite that runs, and how it is run. */
const RUN: ReadonlySet<string> = new Set(['each', 'for', 'concurrent', 'sequential'])

/**
 * The full titles of the tests in a file, suite › test, as they stand in its text: a title that is
 * filled in for each case keeps its placeholders. Tests that are skipped or to be written are none.
 */
export function testTitles(source: string, file: string): readonly string[] {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file} cannot be parsed`)
  return titlesIn(program, [], source)
}

function titlesIn(value: unknown, suites: readonly string[], source: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => titlesIn(one, suites, source))
  if (!isNode(value)) return []
  const call = titledCall(value, source)
  if (call?.kind === 'not run') return []
  if (call?.kind === 'test') return [[...suites, call.title].join(' › ')]
  const inner = call ? [...suites, call.title] : suites
  return Object.values(value).flatMap((child) => titlesIn(child, inner, source))
}

type TitledCall =
  | { readonly kind: 'suite' | 'test'; readonly title: string }
  | { readonly kind: 'not run' }

/** `it('…', …)`, `describe.each([…])('…', …)`, `test.describe('…', …)` and the like. */
function titledCall(node: Node, source: string): TitledCall | undefined {
  if (node.type !== 'CallExpression' || !Array.isArray(node.arguments)) return undefined
  const names = calleeNames(node.callee)
  const [first, ...modifiers] = names
  if (first === undefined || !(TESTS.has(first) || SUITES.has(first))) return undefined
  const suite = SUITES.has(first) || modifiers[0] === 'describe'
  const kinds = modifiers[0] === 'describe' ? modifiers.slice(1) : modifiers
  if (kinds.some((name) => /^(skip|todo|fixme|fails|runIf)/.test(name))) return { kind: 'not run' }
  const [given, ...rest] = node.arguments
  const title = titleOf(given, source)
  // `test.each([…])` alone, `test.use({…})`, `test.beforeEach(…)`: no title, or nothing to run.
  if (title === undefined || !kinds.every((name) => RUN.has(name))) return undefined
  if (!rest.some(isFunction)) return undefined
  return { kind: suite ? 'suite' : 'test', title }
}

/** `test`, `each` of `test.each([…])`. */
function calleeNames(callee: unknown): readonly string[] {
  if (!isNode(callee)) return []
  if (callee.type === 'Identifier') return [String(callee.name)]
  if (callee.type === 'CallExpression') return calleeNames(callee.callee)
  if (callee.type === 'TaggedTemplateExpression') return calleeNames(callee.tag)
  if (callee.type !== 'MemberExpression') return []
  const [object, property] = [calleeNames(callee.object), calleeNames(callee.property)]
  return object.length === 0 ? [] : [...object, ...property]
}

function titleOf(node: unknown, source: string): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type === 'TemplateLiteral') return source.slice(node.start + 1, node.end - 1)
  return undefined
}

function isFunction(node: unknown): boolean {
  return isNode(node) && ['ArrowFunctionExpression', 'FunctionExpression'].includes(node.type)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}
