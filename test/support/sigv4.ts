import { createHash, createHmac } from 'node:crypto'
import type { Received } from './stand-in.ts'

export type Credentials = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  readonly service: string
}

export type SignatureError =
  | 'MissingAuthenticationTokenException'
  | 'IncompleteSignatureException'
  | 'UnrecognizedClientException'
  | 'InvalidSignatureException'

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/

/** How far the signer's clock may be from AWS's. */
const SKEW = 5 * 60_000

/**
 * Verifies a request as AWS would: Signature Version 4, recomputed from the request as received
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * Undefined where it holds.
 */
export function signatureError(
  request: Received,
  { accessKeyId, secretAccessKey, region, service }: Credentials,
  now: number,
): SignatureError | undefined {
  const { authorization } = request.headers
  if (authorization === undefined) return 'MissingAuthenticationTokenException'
  const [, keyId, scope, names = '', signature] = AUTHORIZATION.exec(authorization) ?? []
  const date = request.headers['x-amz-date'] ?? ''
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? []
  const [year = 0, month = 1, day, hour, minute, second] = parts.map(Number)
  const signed = names.split(';')
  const required = ['host', 'x-amz-date', 'x-amz-target', 'x-amz-content-sha256']
  const unsigned = required.some((name) => name in request.headers && !signed.includes(name))
  if (signature === undefined || parts.length === 0 || unsigned) {
    return 'IncompleteSignatureException'
  }
  if (keyId !== accessKeyId) return 'UnrecognizedClientException'
  const expected = `${date.slice(0, 8)}/${region}/${service}/aws4_request`
  if (scope !== expected) return 'InvalidSignatureException'
  const at = Date.UTC(year, month - 1, day, hour, minute, second)
  if (Math.abs(now - at) > SKEW) return 'InvalidSignatureException'
  const payload = sha256(request.body)
  if ((request.headers['x-amz-content-sha256'] ?? payload) !== payload) {
    return 'InvalidSignatureException'
  }
  const canonical = [
    request.method,
    request.url.pathname,
    query(request.url),
    ...signed.map((name) => `${name}:${(request.headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    names,
    payload,
  ].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')
  const key = [date.slice(0, 8), region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  )
  const own = createHmac('sha256', key).update(toSign).digest('hex')
  return own === signature ? undefined : 'InvalidSignatureException'
}

function query({ searchParams }: URL): string {
  return [...searchParams]
    .map((pair) => pair.map((part) => encodeURIComponent(part)).join('='))
    .toSorted()
    .join('&')
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
