import { useEffect, useState } from 'preact/hooks'
import { call } from '../../../lib/api.ts'
import { brand } from '../../../lib/dom.ts'
import { failureText } from '../../../lib/failure-text.ts'
import type { NoticesReply } from '../../../lib/replies.ts'
import type { NoticeText } from './purposes.ts'

/** Holds the notice as it is shown, or why it is not. */
export interface NoticeState {
  readonly current: NoticeText | undefined
  readonly failure: string | undefined
  /** Tells that the text is another than the person has read. */
  readonly isNew: boolean
  load(language?: string): Promise<void>
  /** Loads the text that took the place of the one shown. */
  renew(): Promise<void>
}

/** Loads a step's notice, first in the page's language. */
export function useNotice(of: number): NoticeState {
  const [current, setCurrent] = useState<NoticeText>()
  const [failure, setFailure] = useState<string>()
  const [isNew, setNew] = useState(false)

  async function load(
    language = current?.language ?? document.documentElement.lang,
  ): Promise<void> {
    setFailure(undefined)
    const reply = await call<NoticesReply>({ path: 'notices', query: `?language=${language}` })
    const text = reply.success && reply.notices.find(({ step }) => step === of)
    if (text) setCurrent(text)
    else
      setFailure(
        failureText(brand(), reply.success ? { success: false, error: 'unreadable' } : reply),
      )
  }

  useEffect(() => void load(), [])

  return {
    current,
    failure,
    isNew,
    load,
    async renew() {
      await load()
      setNew(true)
    },
  }
}
