import { expect, it } from 'vitest'
import { busyMs } from './startup.ts'

const node = (id: number, functionName: string) => ({ id, callFrame: { functionName } })

it('the CPU of a profile is the time of its samples but for those in which the isolate waits', () => {
  const nodes = [node(1, '(root)'), node(2, '(idle)'), node(3, '(program)'), node(4, 'check')]
  const profile = { nodes, samples: [1, 3, 4, 2, 4], timeDeltas: [100, 1000, 2000, 50_000, 4000] }
  expect(busyMs(profile)).toBe(7)
})
