/** Reads an Aadhaar Secure QR by camera, from a picture or a PDF; nothing leaves the device. */
import { openNativeEye } from './camera/native-eye.ts'
import { type Scan, type ScanListener, startScan } from './camera/scan.ts'
import type { Asked } from './messages.ts'
import type { FileOutcome } from './outcome.ts'
import { workerClient } from './worker-client.ts'

const MOST_BYTES = 25_000_000

/** Gives a PDF's password, or none where the person gives up; `wrong` where the last one was. */
type AskPassword = (wrong: boolean) => Promise<string | undefined>

export interface AadhaarReader {
  /** Scans until a code is found, the camera fails or the page is left. Call it on a press. */
  scanCamera(video: HTMLVideoElement, listener: ScanListener): Scan
  readPicture(file: Blob): Promise<FileOutcome>
  readPdf(file: Blob, askPassword: AskPassword): Promise<FileOutcome>
  /** Reads a file that may be either. */
  readFile(file: Blob, askPassword: AskPassword): Promise<FileOutcome>
  /** Ends a scan, and frees all memory that codes and pages are in. */
  close(): void
}

/** Opens a reader; what it needs is loaded with the first use. */
export function openReader(): AadhaarReader {
  const client = workerClient()
  let scan: Scan | undefined

  async function wasmEye(pixels: ImageData): Promise<readonly string[] | undefined> {
    const texts = await new Promise<readonly string[] | undefined>((resolve) => {
      client.ask(
        { kind: 'frame', pixels },
        (answer) => resolve(answer?.kind === 'texts' ? answer.texts : undefined),
        [pixels.data.buffer],
      )
    })
    if (!texts) client.close()
    return texts
  }

  function readBy(asked: Asked, askPassword?: AskPassword): Promise<FileOutcome> {
    return new Promise((resolve) => {
      const id = client.ask(asked, (answer) => {
        if (answer?.kind === 'ask_password') return void reply(answer.wrong)
        if (answer?.kind === 'outcome') return resolve(answer.outcome)
        resolve({ ok: false, reason: 'unavailable' })
      })

      async function reply(wrong: boolean): Promise<void> {
        client.reply(id, { kind: 'password', password: await askPassword?.(wrong) })
      }
    })
  }

  async function readWhere(file: Blob, asked: Asked, askPassword?: AskPassword) {
    const reason = sizeReason(file)
    if (reason) return { ok: false, reason } as const
    const outcome = await readBy(asked, askPassword)
    // What did not load is asked for again with the next attempt.
    if (!outcome.ok && outcome.reason === 'unavailable') client.close()
    return outcome
  }

  const reader: AadhaarReader = {
    scanCamera(video, listener) {
      scan?.stop()
      return (scan = startScan(video, [openNativeEye(), Promise.resolve(wasmEye)], listener))
    },
    readPicture: (file) => readWhere(file, { kind: 'picture', file }),
    readPdf: (file, askPassword) => readWhere(file, { kind: 'pdf', file }, askPassword),
    async readFile(file, askPassword) {
      return (await isPdf(file)) ? reader.readPdf(file, askPassword) : reader.readPicture(file)
    },
    close() {
      scan?.stop()
      client.close()
    },
  }
  return reader
}

function sizeReason({ size }: Blob): 'empty' | 'too_large' | undefined {
  if (size === 0) return 'empty'
  return size > MOST_BYTES ? 'too_large' : undefined
}

async function isPdf(file: Blob): Promise<boolean> {
  try {
    // Readers of PDF look for its mark among the first kilobyte.
    return (await file.slice(0, 1024).text()).includes('%PDF-')
  } catch {
    return false
  }
}
