import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { webhookNotice } from '../../src/build/webhook-notice.ts'
import { freePort } from '../support/free-port.ts'

const at = (port: number | string) => `http://127.0.0.1:${port}/sms`
const notice = (SMS_WEBHOOK_URL: string, SMS_GATEWAYS = 'console, webhook') =>
  webhookNotice({ SMS_GATEWAYS, SMS_WEBHOOK_URL })

it('says that a server answers at the webhook, and what to do where none does', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = at((server.address() as AddressInfo).port)
  expect(await notice(url)).toBe(`Texts go to ${url}, where a server answers.`)
  await new Promise((resolve) => server.close(resolve))
  expect(await notice(url)).toMatch(/^No server answers at SMS_WEBHOOK_URL \(.*\): start yours/)
})

it('says nothing where no webhook is used, or no address given', async () => {
  expect(await notice(at(await freePort()), 'console')).toBeUndefined()
  expect(await notice('')).toBeUndefined()
  expect(await webhookNotice({})).toBeUndefined()
})
