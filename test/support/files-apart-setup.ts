import { reset } from 'cloudflare:test'
import { afterAll, vi } from 'vitest'

// Test files share a workerd, which takes a second to start: what one stored or mocked ends with it.
afterAll(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  await reset()
})
