import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { API, type Operation } from '../../src/contract/api.ts'
import { errorReply, ERRORS } from '../../src/contract/errors.ts'
import { openapi } from '../../src/contract/openapi.ts'

const document = JSON.parse(await readFile('static/openapi.json', 'utf8'))

it('the document that is served is made from the contract', () => {
  expect(document).toEqual(JSON.parse(JSON.stringify(openapi())))
})

it('has every operation with every status of its replies and errors, and no other', () => {
  const operations: [string, Operation][] = Object.entries(API)
  for (const [name, { replies, errors }] of operations) {
    const [method = '', path = ''] = name.split(' ')
    const statuses = [...Object.keys(replies), ...errors.map((code) => String(ERRORS[code].status))]
    const { responses } = document.paths[path][method.toLowerCase()]
    expect(new Set(Object.keys(responses)), name).toEqual(new Set(statuses))
  }
})

it('has no path that the assets would answer in place of the Worker', async () => {
  const toml = await readFile('wrangler.toml', 'utf8')
  const [, list = ''] = /^run_worker_first = \[([^\]]*)\]/m.exec(toml) ?? []
  const paths = [...list.matchAll(/"([^"]+)"/g)].map(([, path = '']) => path)
  const left = paths.filter((path) => path.startsWith('!')).map((path) => path.slice(1))
  expect(paths.filter((path) => !path.startsWith('!'))).toEqual(['/*'])
  expect(left.length).toBeGreaterThan(2)
  const isLeft = (path: string) =>
    left.some((one) => one === path || (one.endsWith('*') && path.startsWith(one.slice(0, -1))))
  expect(Object.keys(document.paths).filter(isLeft)).toEqual([])
})

it('refers to nothing that it does not have', () => {
  const references = JSON.stringify(document).match(/#\/components\/[\w/-]+/g) ?? []
  expect(references.length).toBeGreaterThan(50)
  for (const reference of references) {
    const [, ...keys] = reference.split('/')
    expect(
      keys.reduce((at, key) => at?.[key], document),
      reference,
    ).toBeDefined()
  }
})

it('tells of the bot check: its token, and the refusals that ask for one', () => {
  const { requestBody, responses } = document.paths['/users/api/send-otp/'].post
  const body = requestBody.content['application/json'].schema
  expect(body.properties.bot_check_token).toMatchObject({ type: 'string', maxLength: 2048 })
  expect(body.properties.app).toMatchObject({ type: 'string', const: 'android' })
  expect(body.required).toEqual(['phone'])
  const schemas = responses[403].content['application/json'].schema.oneOf
  expect(schemas).toEqual(
    ['cross_site', 'bot_check_required', 'bot_check_failed'].map((code) => ({
      $ref: `#/components/schemas/${code}`,
    })),
  )
  const { bot_check_required: required, rate_limited: limited } = document.components.schemas
  expect(required.required).toContain('bot_check_url')
  expect(limited.properties).toHaveProperty('bot_check_url')
  expect(limited.required).not.toContain('bot_check_url')
})

it('shows where to try again: in the header where a code of the status has it in the body', () => {
  const { responses } = document.paths['/users/api/send-otp/'].post
  expect(responses[429].headers).toHaveProperty('Retry-After')
  expect(responses[400].headers).not.toHaveProperty('Retry-After')
})

it.each([
  ['with a member of another code', { retry_after: 60 }],
  ['without one of its own', { attempts_left: undefined }],
  ['of a success', { success: true }],
])('the form of an error takes no reply %s', (_, change) => {
  const good = { success: false, error: 'otp_incorrect', message: 'No.', attempts_left: 1 }
  const timed = { ...good, expires_in: 300, resend_in: 0 }
  const form = errorReply('otp_incorrect')
  expect(form.safeParse(timed).success).toBe(true)
  expect(form.safeParse({ ...timed, ...change }).success).toBe(false)
})
