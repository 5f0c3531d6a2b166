import { expect, it } from 'vitest'
import { cpuOf } from './startup.ts'

const node = (id: number, functionName: string, url = '', children: readonly number[] = []) => ({
  id,
  callFrame: { functionName, url },
  children,
})

const profile = {
  nodes: [
    node(1, '(root)', '', [2, 3, 4, 6]),
    node(2, '(idle)'),
    node(3, '(program)'),
    node(4, 'check', 'file:///worker/index.js', [5]),
    node(5, 'read', 'node-internal:fs'),
    node(6, 'read', 'node-internal:fs'),
  ],
  samples: [1, 3, 4, 2, 5, 6],
  timeDeltas: [100, 1000, 2000, 50_000, 4000, 500],
}

it('the CPU of a profile is the time of its samples but for those in which the isolate waits', () => {
  expect(cpuOf(profile, 'index.js').all).toBe(7.5)
})

it("a module's own CPU is that of its code and of what its code called", () => {
  expect(cpuOf(profile, 'index.js').own).toBe(6)
})
