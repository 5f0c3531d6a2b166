import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { expect } from '@playwright/test'

const FOLDER = process.env['TEST_FOLDER'] ?? ''

/** Waits for a code to be sent to a number, and gives the last one; `folder` is the server's. */
export async function codeFor(phone: string, folder = FOLDER): Promise<string> {
  await expect.poll(() => textsTo(phone, folder)).toBeGreaterThan(0)
  return (await codesTo(phone, folder)).at(-1) ?? ''
}

/** Counts the texts that the server has sent to a number. */
export async function textsTo(phone: string, folder = FOLDER): Promise<number> {
  return (await codesTo(phone, folder)).length
}

async function codesTo(phone: string, folder: string): Promise<string[]> {
  const log = await readFile(join(folder, 'server.log'), 'utf8')
  return [...log.matchAll(/📱 OTP for \+91(\d+): (\d{6})/gu)]
    .filter(([, to]) => to === phone)
    .map(([, , code = '']) => code)
}

export function otherThan(code: string): string {
  return code === '111111' ? '222222' : '111111'
}
