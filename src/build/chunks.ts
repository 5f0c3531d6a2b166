import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { OutputFile } from 'esbuild'

/** Names the scripts that others share, by their contents. */
export const CHUNKS = 'shared-[hash]'

const IMPORT = /import(?:\{([^}]*)\}from)?"(\.\/[^"]+)";/g

/** Writes scripts and what they share; of a former build nothing that is shared stays. */
export function writeChunks(files: readonly OutputFile[]): void {
  const [first] = files
  if (!first) return
  const folder = dirname(first.path)
  mkdirSync(folder, { recursive: true })
  for (const { path, text } of files) writeFileSync(path, withOwnQuery(text))
  const names = new Set(files.map(({ path }) => basename(path)))
  const pattern = `${folder}/${CHUNKS.replace('[hash]', '*')}.js`
  for (const file of globSync(pattern)) if (!names.has(basename(file))) rmSync(file)
}

/**
 * Has a script import what it shares under the query that it bears itself. A browser keeps a failed
 * import: under another query it tries again, and only where all it needs is under that, too.
 */
export function withOwnQuery(script: string): string {
  const imports = [...script.matchAll(IMPORT)]
  if (imports.length === 0) return script
  const names = imports.map(([, list = '']) => `{${list.replaceAll(' as ', ':')}}`)
  const loads = imports.map(([, , path]) => `import("${path}"+$query)`)
  const head = `const $query=new URL(import.meta.url).search,[${names.join(',')}]=await Promise.all([${loads.join(',')}]);`
  return head + script.replaceAll(IMPORT, '')
}
