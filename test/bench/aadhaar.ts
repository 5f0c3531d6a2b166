import { generateKeyPairSync } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { makeTestQr } from '../support/aadhaar-qr.ts'
import { bundlePlain } from './bundle.ts'
import { workerdCpu } from './processes.ts'
import { spreadText, table } from './table.ts'
import { signupConfig, startWorkerd } from './workerd.ts'

/** Enough for a clock that counts in hundredths of a second. */
const TIMES = 2000

const SAMPLE = 'test/identity/aadhaar/vectors/uidai-sample-v1.txt'

/** Prints the CPU that workerd takes to verify one Aadhaar Secure QR. */
export async function aadhaar(rounds: number, say: (line: string) => void): Promise<void> {
  const source = await bundlePlain('test/bench/aadhaar-worker.ts')
  const worker = signupConfig(source, {}, { name: 'aadhaar' })
  worker.config.exports = {}
  worker.config.env = {}
  const workerd = await startWorkerd([worker])
  try {
    const cpu = workerdCpu(process.pid)
    if (!cpu) return say("There is no /proc here that tells workerd's CPU.")
    const url = await workerd.urlOf('aadhaar')
    const verify = async (code: string) => {
      const before = cpu()
      const reply = await fetch(`${url}?times=${TIMES}`, { method: 'POST', body: code })
      const genuine = Number(await reply.text())
      return { ms: (cpu() - before) / TIMES, genuine }
    }
    const codes = {
      "UIDAI's own sample, version 1": [await readFile(SAMPLE, 'utf8'), TIMES],
      'a code of version 2': [makeTestQr(), TIMES],
      'a forged one, which every key in force is tried for': [forged(), 0],
    } as const
    const rows: string[][] = []
    for (const [name, [code, genuine]] of Object.entries(codes)) {
      await verify(code)
      const measured: number[] = []
      for (let round = 0; round < rounds; round++) {
        const { ms, genuine: found } = await verify(code)
        if (found !== genuine) throw new Error(`${found} of ${TIMES} verified`)
        measured.push(ms)
      }
      rows.push([name, spreadText(measured)])
    }
    say(table([['to verify', 'ms of CPU, the median (least to most)'], ...rows]))
  } finally {
    await workerd.stop()
  }
}

/** Signed by a key that nobody trusts. */
function forged(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return makeTestQr({}, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
}
