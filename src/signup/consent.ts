import type { Notice } from '../contract/notices.ts'

/** Holds what a person says they were shown and ticked. */
export type ConsentClaim = {
  readonly notice_version: string
  readonly purposes: readonly string[]
}

export type ConsentFault = 'notice_changed' | 'consent_required' | 'unknown_purpose'

/** Judges a consent by the notice that is shown now; undefined where it is enough. */
export function judgeConsent(
  { notice_version: version, purposes }: ConsentClaim,
  notice: Notice,
): ConsentFault | undefined {
  if (version !== notice.version) return 'notice_changed'
  if (purposes.some((id) => !Object.hasOwn(notice.purposes, id))) return 'unknown_purpose'
  const isTicked = ([id, { required }]: [string, { required: boolean }]) =>
    !required || purposes.includes(id)
  return Object.entries(notice.purposes).every(isTicked) ? undefined : 'consent_required'
}
