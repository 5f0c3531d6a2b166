import { Buffer } from 'node:buffer'

/** No answer that is read here is longer: providers' answers have some hundred bytes. */
const LONGEST = 16 * 1024

/** The response's text; undefined where it is too long, breaks off or its request was aborted. */
export async function readText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.byteLength
      if (length > LONGEST) return undefined
      chunks.push(chunk)
    }
    return Buffer.concat(chunks).toString('utf8')
  } catch {
    return undefined
  }
}

/** The JSON that the response holds; undefined where `readText` gives none, or no JSON. */
export async function readJson(response: Response): Promise<unknown> {
  return parseJson(await readText(response))
}

/** The text as JSON; undefined where it is none. */
export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
