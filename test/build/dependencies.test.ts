import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

test('[R42] hono is one that reads duplicate and oddly named cookies safely (CVE-2026-47676)', async () => {
  const { version } = JSON.parse(await readFile('node_modules/hono/package.json', 'utf8'))
  const [major = 0, minor = 0, patch = 0] = String(version).split('.').map(Number)
  expect(major * 1_000_000 + minor * 1000 + patch).toBeGreaterThanOrEqual(4_012_021)
})
