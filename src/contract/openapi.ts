import * as z from 'zod'
import { API, ELSEWHERE, type Operation, type ReplyForm } from './api.ts'
import { type ErrorCode, errorReply, ERRORS, mayRetry } from './errors.ts'
import type { Example } from './example.ts'
import { EXAMPLES } from './examples.ts'

type Cookies = Operation['cookies']

const text = { schema: { type: 'string' } }

/** Describes the headers of replies. */
const HEADERS = {
  'X-Request-Id': {
    description: 'Names the request in the log.',
    required: true,
    schema: { type: 'string', format: 'uuid' },
  },
  'Retry-After': {
    description: 'Seconds until the same may be tried again, as in `retry_after`.',
    schema: { type: 'integer' },
  },
  Allow: { description: 'The methods that the path has.', required: true, ...text },
  Location: { description: 'Where to go.', required: true, ...text },
}

const DESCRIPTION = `A phone number is verified by a six-digit code.

A path works with and without its trailing slash. Another method gets 405 \`method_not_allowed\` with \
\`Allow\`, another path 404 \`not_found\`. Every reply has the security headers, and but for the signup page's \
\`Cache-Control: no-store\`. In examples, the members and cookies named in \`x-placeholders\` stand for those of a live \
signup.`

/** Makes the contract's OpenAPI document. */
export function openapi() {
  const operations: [string, Operation][] = Object.entries(API)
  const codes = [...operations, ...Object.entries(ELSEWHERE)].flatMap(([, one]) => one.errors)
  return {
    openapi: '3.1.0',
    info: { title: 'NeoBank Signup', version: '1', description: DESCRIPTION },
    paths: pathsOf(operations),
    components: {
      headers: HEADERS,
      // Of other methods and paths, which OpenAPI has no place for.
      responses: {
        ...ofElsewhere('method_not_allowed', 'Allow'),
        ...ofElsewhere('not_found'),
      },
      schemas: Object.fromEntries(codes.map((code) => [code, schemaOf(errorReply(code))])),
    },
  }
}

function pathsOf(operations: readonly [string, Operation][]) {
  const paths: Record<string, Record<string, object>> = {}
  for (const [name, operation] of operations) {
    const [method = '', path = ''] = name.split(' ')
    paths[path] = { ...paths[path], [method.toLowerCase()]: describe(name, operation) }
  }
  return paths
}

function describe(name: string, operation: Operation) {
  const { summary, body, isForm = false, reads = [], replies, cookies, errors } = operation
  const examples = Object.entries(EXAMPLES[name] ?? {})
  const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, segment]) => ({
    name: segment,
    in: 'path',
    required: true,
    schema: text.schema,
  }))
  const answers = Object.entries(replies).map(([status, form]) => [
    status,
    {
      description: 'As the summary says.',
      headers: { ...headersOf('X-Request-Id'), ...headersOfReply(form, cookies) },
      content: hasNoBody(form) ? undefined : contentOf(form, repliesOf(examples, status)),
    },
  ])
  const refusals = [...Map.groupBy(errors, (code) => String(ERRORS[code].status))].map(
    ([status, codes]) => [status, refusal(codes, repliesOf(examples, status), isForm)],
  )
  return {
    summary,
    parameters: [...inPath, ...reads],
    requestBody: body && { required: true, content: contentOf(body, bodiesOf(examples), isForm) },
    responses: Object.fromEntries([...answers, ...refusals]),
  }
}

function ofElsewhere(code: ErrorCode, ...headers: readonly (keyof typeof HEADERS)[]) {
  const response = refusal([code], undefined, false)
  const more = Object.assign({}, ...headers.map(headersOf))
  return { [code]: { ...response, headers: { ...response.headers, ...more } } }
}

function refusal(codes: readonly ErrorCode[], examples: Examples, isPage: boolean) {
  const schema = {
    oneOf: codes.map((code) => ({ $ref: `#/components/schemas/${code}` })),
    discriminator: { propertyName: 'error' },
  }
  return {
    description: codes.join(', '),
    headers: {
      ...headersOf('X-Request-Id'),
      ...(codes.some(mayRetry) ? headersOf('Retry-After') : {}),
    },
    content: isPage ? { 'text/html': {} } : { 'application/json': { schema, examples } },
  }
}

function hasNoBody(form: ReplyForm): form is 'redirect' | 'unchanged' {
  return form === 'redirect' || form === 'unchanged'
}

function headersOfReply(form: ReplyForm, cookies: Cookies) {
  if (form === 'redirect') return headersOf('Location')
  if (!cookies) return {}
  const lines = Object.entries(cookies).map(([name, { description }]) => `${name}: ${description}`)
  return { 'Set-Cookie': { description: lines.join('\n'), ...text } }
}

function headersOf(name: keyof typeof HEADERS) {
  return { [name]: { $ref: `#/components/headers/${name}` } }
}

type Examples = Readonly<Record<string, unknown>> | undefined
type Named = readonly (readonly [name: string, Example])[]

function bodiesOf(examples: Named): Examples {
  return examplesOf(
    examples.filter(([, { body }]) => body),
    ({ body = {} }) => body,
  )
}

function repliesOf(examples: Named, ofStatus: string): Examples {
  return examplesOf(
    examples.filter(([, { status }]) => String(status) === ofStatus),
    ({ reply }) => reply,
  )
}

function examplesOf(examples: Named, valueOf: (example: Example) => object): Examples {
  if (examples.length === 0) return undefined
  return Object.fromEntries(
    examples.map(([name, example]) => {
      const value = valueOf(example)
      const isShown = (one: string) => one in value || one.startsWith('__Host-')
      const placeholders = example.placeholders.filter(isShown)
      return [name, { summary: example.summary, value, 'x-placeholders': placeholders }]
    }),
  )
}

function contentOf(form: z.ZodType | string, examples: Examples, isForm = false) {
  if (typeof form === 'string') return { [form]: {} }
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json'
  return { [type]: { schema: schemaOf(form), examples } }
}

function schemaOf(form: z.ZodType) {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(form)
  return schema
}
