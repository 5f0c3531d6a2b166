import { expect, it } from 'vitest'
import { cpuIn } from './processes.ts'

it("a process's CPU is its own and the kernel's for it, whatever its name holds", () => {
  const stat = '4242 (a b) c) S 1 4242 4242 0 -1 4194560 900 0 3 0 125 30 7 9 20 0 12 0 555 0 0\n'
  expect(cpuIn(stat)).toBe(1550)
})
