import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { expect } from '@playwright/test'

/** Waits for a code to be sent to a number, and gives the last one. */
export async function codeFor(phone: string): Promise<string> {
  await expect.poll(() => textsTo(phone)).toBeGreaterThan(0)
  return (await codesSentTo(phone)).at(-1) ?? ''
}

/** How many texts the server has sent to a number. */
export async function textsTo(phone: string): Promise<number> {
  return (await codesSentTo(phone)).length
}

async function codesSentTo(phone: string): Promise<string[]> {
  const log = await readFile(join(process.env['TEST_FOLDER'] ?? '', 'server.log'), 'utf8')
  return [...log.matchAll(/📱 OTP for \+91(\d+): (\d{6})/gu)]
    .filter(([, to]) => to === phone)
    .map(([, , code = '']) => code)
}
