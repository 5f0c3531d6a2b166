import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { inject } from 'vitest'
import { secondDatabase } from './accounts.ts'

// Each file of tests has storage of its own.
for (const database of [env.ACCOUNTS, secondDatabase()]) {
  await applyD1Migrations(database, inject('migrations'))
}
