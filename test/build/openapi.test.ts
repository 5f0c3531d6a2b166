import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'

it('the contract tells of the bot check: its token, and the refusals that ask for one', async () => {
  const contract = JSON.parse(await readFile('static/openapi.json', 'utf8'))
  const { requestBody, responses } = contract.paths['/users/api/send-otp/'].post
  const body = requestBody.content['application/json'].schema
  expect(body.properties.bot_check_token).toMatchObject({ type: 'string', maxLength: 2048 })
  expect(body.properties.app).toMatchObject({ type: 'string', const: 'android' })
  expect(body.required).toEqual(['phone'])
  const refusal = (status: number) => responses[status].content['application/json'].schema
  for (const status of [403, 429]) {
    expect(refusal(status).properties.bot_check_url).toMatchObject({ type: 'string' })
  }
  expect(refusal(403).properties.error.enum).toEqual([
    'cross_site',
    'bot_check_required',
    'bot_check_failed',
  ])
})
