/** An element of a document. */
export type Element = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: (Element | string)[]
}

const DECLARATION = /^<\?xml version="1\.0" encoding="UTF-8"\?>/
const TAG = /<(\/?)([A-Za-z]\w*)((?:\s+[A-Za-z]\w*="[^"<]*")*)\s*(\/?)>/y
const TEXT = /[^<]+/y
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
}

/** The verbs that the stand-in knows, and the attributes of each. */
const VERBS: Readonly<Record<string, readonly string[]>> = {
  Response: [],
  Gather: ['input', 'numDigits', 'timeout', 'method', 'action', 'finishOnKey'],
  Say: ['voice', 'language'],
  Pause: ['length'],
  Hangup: [],
}

/** Reads TwiML strictly: well-formed XML, a Response at the top, known verbs. Throws at anything else. */
export function parseTwiml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [] }
  const open: Element[] = [root]
  let at = DECLARATION.exec(text)?.[0].length ?? 0
  while (at < text.length) {
    const parent = open.at(-1) as Element
    TAG.lastIndex = at
    TEXT.lastIndex = at
    const tag = TAG.exec(text)
    if (!tag) {
      const words = TEXT.exec(text)?.[0]
      if (words === undefined) throw new Error(`no tag at ${at}`)
      parent.children.push(unescape(words))
      at += words.length
      continue
    }
    const [whole, end, name = '', attributes = '', empty] = tag
    at += whole.length
    if (end) {
      if (parent.name !== name || attributes !== '') throw new Error(`</${name}> closes nothing`)
      open.pop()
      continue
    }
    const element = { name, attributes: readAttributes(name, attributes), children: [] }
    parent.children.push(element)
    if (!empty) open.push(element)
  }
  const [response, ...more] = root.children
  if (open.length > 1 || more.length > 0) throw new Error('not one whole element')
  if (typeof response !== 'object' || response.name !== 'Response') throw new Error('no Response')
  return response
}

/** All elements of a name, at any depth, in their order. */
export function elements(within: Element, name: string): readonly Element[] {
  return within.children.flatMap((child) => {
    if (typeof child === 'string') return []
    return [...(child.name === name ? [child] : []), ...elements(child, name)]
  })
}

function readAttributes(name: string, text: string): Record<string, string> {
  const known = VERBS[name]
  if (!known) throw new Error(`unknown verb ${name}`)
  const pairs = [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => {
    if (!known.includes(key)) throw new Error(`unknown attribute ${key} of ${name}`)
    return [key, unescape(value)] as const
  })
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error('twice the same')
  return Object.fromEntries(pairs)
}

function unescape(text: string): string {
  return text.replaceAll(/&[^;]*;?/g, (entity) => {
    const character = ENTITIES[entity]
    if (character === undefined) throw new Error(`a bare ampersand: ${entity}`)
    return character
  })
}
