import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const ROOM = 2 ** 30

/** Names Linux's folder in memory, where it has room: SQLite waits for a disk at every write. */
export function memoryFolder(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > ROOM ? '/dev/shm' : tmpdir()
  } catch {
    return tmpdir()
  }
}
