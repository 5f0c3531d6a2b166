/** Answers the page's questions about frames, pictures and PDFs, in a thread and under a policy of its own. */
import type { Answer, Question, Told } from '../messages.ts'
import type { FileOutcome } from '../outcome.ts'
import { readPdf } from './pdf.ts'
import { readPicture } from './picture.ts'
import { loadReader, readTexts } from './zxing.ts'

type GivePassword = (password: string | undefined) => void

const passwords = new Map<number, GivePassword>()

void loadReader()
addEventListener('message', ({ data }: MessageEvent<Question>) => {
  // The page hears of it as of a worker that died, and starts another.
  answer(data).catch(reportError)
})

async function answer(question: Question): Promise<void> {
  const { id } = question
  const tell = (told: Told) => postMessage({ id, ...told } satisfies Answer)
  if (question.kind === 'password') return passwords.get(id)?.(question.password)
  const hasReader = await loadReader()
  if (question.kind === 'frame') {
    return tell({ kind: 'texts', texts: hasReader ? await readTexts(question.pixels) : undefined })
  }
  const unavailable: FileOutcome = { ok: false, reason: 'unavailable' }
  if (!hasReader || typeof OffscreenCanvas === 'undefined') {
    return tell({ kind: 'outcome', outcome: unavailable })
  }
  const askPassword = (wrong: boolean) =>
    new Promise<string | undefined>((resolve) => {
      passwords.set(id, resolve)
      tell({ kind: 'ask_password', wrong })
    })
  const { kind, file } = question
  const outcome = await (kind === 'pdf' ? readPdf(file, askPassword) : readPicture(file))
  passwords.delete(id)
  tell({ kind: 'outcome', outcome })
}
