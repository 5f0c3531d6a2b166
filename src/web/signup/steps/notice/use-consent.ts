import { useState } from 'preact/hooks'
import { consentOf, purposeId, requiredOf } from './purposes.ts'
import { type NoticeState, useNotice } from './use-notice.ts'
import { noticeWords } from './words.ts'

export type Consent = ReturnType<typeof consentOf>

/** Holds a notice of which all is needed, and what of it is ticked. */
export interface ConsentState {
  readonly notice: NoticeState
  readonly ticked: readonly string[]
  /** Says what is wrong with it. */
  readonly fault: string | undefined
  readonly tick: (ticked: readonly string[]) => void
  /** Gives what is sent; where something is missing it says so, goes there and gives nothing. */
  take(): Consent | undefined
  /** Loads the notice that took this one's place, to be ticked anew. */
  renew(): Promise<void>
}

/** Asks for consent to a step's notice. */
export function useConsent(step: number): ConsentState {
  const notice = useNotice(step)
  const [ticked, setTicked] = useState<readonly string[]>([])
  const [fault, setFault] = useState<string>()

  function refuse(text: string, target: string): undefined {
    setFault(text)
    document.querySelector<HTMLElement>(`#${target}`)?.focus()
  }

  return {
    notice,
    ticked,
    fault,
    tick(now) {
      setTicked(now)
      setFault(undefined)
    },
    take() {
      const { current } = notice
      if (!current) return refuse(noticeWords.unread, 'notice')
      const missing = requiredOf(current).find((id) => !ticked.includes(id))
      if (missing) return refuse(noticeWords.required, purposeId(missing))
      return consentOf(current, ticked)
    },
    async renew() {
      setTicked([])
      await notice.renew()
    },
  }
}
