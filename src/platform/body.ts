import { Buffer } from 'node:buffer'

/** Bounds what is read of an answer: providers' answers have some hundred bytes. */
const MAX_BYTES = 16 * 1024

/** Reads at most 16 KB; undefined where it is longer, breaks off or its request was aborted. */
export async function readText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.byteLength
      if (length > MAX_BYTES) return undefined
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } catch {
    return undefined
  }
}

/** Reads at most 16 KB of JSON; undefined where `readText` gives none, or no JSON. */
export async function readJson(response: Response): Promise<unknown> {
  return parseJson(await readText(response))
}

/** Parses JSON; undefined where it is none. */
export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
