import { NOTICES, type Notice } from '../contract/notices.ts'
import type { NoticesReply } from '../contract/replies.ts'
import { numberOf } from '../contract/steps.ts'
import { factory } from '../http/factory.ts'
import { noticeWords, replyWords } from '../http/language.ts'

const PATH = '/users/api/notices'

/** Gives the notices of all steps that have one, in the language asked for. */
export const notices = factory.createApp().get(PATH, (c) => {
  const { locale, notices: words } = noticeWords(c, c.req.query('language'))
  const step = 'personal-details'
  const { version, purposes }: Notice = NOTICES[step]
  const { title, items, rights, withdraw, complain } = words[step]
  return c.json<NoticesReply, 200>({
    success: true as const,
    message: replyWords(c).replies.notices_follow,
    notices: [
      {
        step: numberOf(step),
        version,
        language: locale.tag,
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
      },
    ],
  })
})
