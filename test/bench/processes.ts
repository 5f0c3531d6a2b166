import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'

type Process = {
  readonly pid: number
  readonly parent: number
  readonly name: string
  /** Resident memory, in KB. */
  readonly memory: number
}

/** What workerd holds just now. */
export type Holdings = {
  /** Resident memory, in MB. */
  readonly memory: number
  /** Open files; unknown where there is no /proc. */
  readonly files: number | undefined
}

/** Linux counts CPU time in these for every program, whatever the kernel itself counts in. */
const TICK_MS = 10

/** What the workerd holds that descends from a process. */
export function workerdUnder(root: number): Holdings {
  const { pid, memory } = findWorkerd(root)
  return {
    memory: memory / 1024,
    files: process.platform === 'linux' ? openFiles(pid) : undefined,
  }
}

/**
 * Reads the CPU that the workerd which descends from a process has used since it began, in
 * milliseconds, to the nearest 10. There is nothing to read where there is no /proc.
 */
export function workerdCpu(root: number): (() => number) | undefined {
  if (process.platform !== 'linux') return undefined
  const { pid } = findWorkerd(root)
  return () => cpuIn(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}

/** The CPU in a process's /proc/<pid>/stat, its own and the kernel's for it, in milliseconds. */
export function cpuIn(stat: string): number {
  // The name comes second, in brackets, and may hold spaces and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user, system] = [fields[11], fields[12]].map(Number)
  return ((user ?? Number.NaN) + (system ?? Number.NaN)) * TICK_MS
}

function findWorkerd(root: number): Process {
  const all = process.platform === 'linux' ? fromProc() : fromPs()
  const own = descendants(all, root).find(({ name }) => name === 'workerd')
  if (!own) throw new Error('workerd has ended')
  return own
}

function descendants(all: readonly Process[], root: number): Process[] {
  const children = all.filter(({ parent }) => parent === root)
  return children.flatMap((child) => [child, ...descendants(all, child.pid)])
}

function fromProc(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [fromStatus(readFileSync(`/proc/${pid}/status`, 'utf8'))]
      } catch {
        // It has ended since it was listed.
        return []
      }
    })
}

function fromStatus(status: string): Process {
  const field = (name: string) => RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? ''
  return {
    pid: Number(field('Pid')),
    parent: Number(field('PPid')),
    name: field('Name'),
    memory: Number(field('VmRSS')),
  }
}

function fromPs(): Process[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,ppid=,rss=,comm='], { encoding: 'utf8' })
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, memory, ...path] = line.trim().split(/\s+/)
      const name = path.join(' ').split('/').at(-1) ?? ''
      return { pid: Number(pid), parent: Number(parent), memory: Number(memory), name }
    })
}

function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}
