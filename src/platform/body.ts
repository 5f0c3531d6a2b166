import { Buffer } from 'node:buffer'

/** Bounds what is read of an answer: providers' answers have some hundred bytes. */
const MAX_BYTES = 16 * 1024

/** Reads so much at most; undefined where it is longer, breaks off or its request was aborted. */
export async function readText(
  response: Response,
  maxBytes = MAX_BYTES,
): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.byteLength
      if (length > maxBytes) return undefined
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } catch {
    return undefined
  }
}

/** Reads so much JSON at most; undefined where `readText` gives none, or no JSON. */
export async function readJson(response: Response, maxBytes = MAX_BYTES): Promise<unknown> {
  return parseJson(await readText(response, maxBytes))
}

/** Parses JSON; undefined where it is none. */
export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
