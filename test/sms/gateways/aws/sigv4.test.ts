import { readFileSync } from 'node:fs'
import { AwsV4Signer } from 'aws4fetch'
import { describe, expect, it } from 'vitest'
import { signatureError } from '../../../support/sigv4.ts'
import type { Received } from '../../../support/stand-in.ts'

const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
  service: 'service',
}

const THEN = Date.UTC(2015, 7, 30, 12, 36)

const VECTORS = ['post-vanilla', 'post-x-www-form-urlencoded', 'get-vanilla-query-order-key-case']

/** A signed request of AWS's test suite. */
function vector(name: string): Received {
  const text = readFileSync(`test/sms/vectors/sigv4/${name}.txt`, 'utf8')
  const [head = '', body = ''] = text.split('\n\n')
  const [first = '', ...lines] = head.split('\n')
  const [method = '', path = ''] = first.split(' ')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1)]
    }),
  )
  return { method, url: new URL(path, `https://${headers.host}`), headers, body: body.trimEnd() }
}

describe.each(VECTORS)("the vector %s of AWS's test suite", (name) => {
  it('is signed alike by the library that the AWS gateway uses', async () => {
    const { method, url, body, headers } = vector(name)
    const { authorization, host: _, 'x-amz-date': datetime, ...others } = headers
    const signer = new AwsV4Signer({
      ...CREDENTIALS,
      method,
      url: url.href,
      headers: others,
      body,
      allHeaders: true,
      datetime,
    })
    const signed = await signer.sign()
    expect(signed.headers.get('authorization')).toBe(authorization)
  })

  it('is taken by the stand-in, and by no other secret, body, address or time', () => {
    const good = vector(name)
    expect(signatureError(good, CREDENTIALS, THEN)).toBeUndefined()
    const secretAccessKey = 'another secret'
    const url = new URL('/?Param1=value3', good.url)
    for (const error of [
      signatureError(good, { ...CREDENTIALS, secretAccessKey }, THEN),
      signatureError({ ...good, body: 'Param1=value2' }, CREDENTIALS, THEN),
      signatureError({ ...good, method: 'PUT' }, CREDENTIALS, THEN),
      signatureError({ ...good, url }, CREDENTIALS, THEN),
      signatureError(good, CREDENTIALS, THEN + 5 * 60_000 + 1),
    ]) {
      expect(error).toBe('InvalidSignatureException')
    }
  })
})

describe('the stand-in for AWS', () => {
  const good = vector('post-vanilla')
  const check = (authorization: string | undefined, more: Record<string, string> = {}) => {
    const { authorization: _, ...others } = good.headers
    const headers = { ...others, ...more, ...(authorization && { authorization }) }
    return signatureError({ ...good, headers }, CREDENTIALS, THEN)
  }

  it('tells apart what is wrong with a signature', () => {
    const { authorization = '' } = good.headers
    expect(check(undefined)).toBe('MissingAuthenticationTokenException')
    expect(check('Basic AKIDEXAMPLE')).toBe('IncompleteSignatureException')
    expect(check(authorization.replace('AKID', 'AKIE'))).toBe('UnrecognizedClientException')
    expect(check(authorization.replace('us-east-1', 'us-east-2'))).toBe('InvalidSignatureException')
    expect(check(authorization.replace('host;', ''))).toBe('IncompleteSignatureException')
    expect(check(authorization, { 'x-amz-target': 'Unsigned' })).toBe(
      'IncompleteSignatureException',
    )
  })
})
