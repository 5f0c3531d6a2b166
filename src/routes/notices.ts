import { NOTICES, type Notice, type NoticeStep } from '../contract/notices.ts'
import type { NoticesReply } from '../contract/replies.ts'
import { numberOf } from '../contract/steps.ts'
import { factory } from '../http/factory.ts'
import { noticeWords, replyWords } from '../http/language.ts'

const PATH = '/users/api/notices'

const STEPS_OF_NOTICES = ['personal-details', 'aadhaar', 'pan'] as const satisfies NoticeStep[]

/** Gives the notices of the steps that are on, in the language asked for. */
export const notices = factory.createApp().get(PATH, (c) => {
  const words = noticeWords(c, c.req.query('language'))
  const isOn = (step: NoticeStep) => c.get('config').steps.includes(step)
  return c.json<NoticesReply, 200>({
    success: true as const,
    message: replyWords(c).replies.notices_follow,
    notices: STEPS_OF_NOTICES.filter(isOn).map((step) => {
      const { version, purposes }: Notice = NOTICES[step]
      const { title, items, rights, withdraw, complain } = words.notices[step]
      return {
        step: numberOf(step),
        version,
        language: words.locale.tag,
        title,
        items: Object.entries(items).map(([id, { data, purpose }]) => ({
          id,
          data,
          purpose,
          required: purposes[id]?.required ?? false,
        })),
        rights,
        withdraw,
        complain,
      }
    }),
  })
})
