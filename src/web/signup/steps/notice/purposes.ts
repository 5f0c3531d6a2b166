import type { NoticesReply } from '../../../lib/replies.ts'

export type NoticeText = NoticesReply['notices'][number]

/** Names the element that a purpose of the notice is ticked in. */
export function purposeId(id: string): string {
  return `purpose-${id}`
}

/** Lists the purposes without which the step cannot be done. */
export function requiredOf(notice: NoticeText | undefined): readonly string[] {
  return notice?.items.filter(({ required }) => required).map(({ id }) => id) ?? []
}

/** Gives what is sent of a notice that was shown, and ticked. */
export function consentOf({ version, language, items }: NoticeText, ticked: readonly string[]) {
  const offered = items.map(({ id }) => id)
  return {
    notice_version: version,
    language,
    purposes: offered.filter((id) => ticked.includes(id)),
  }
}
