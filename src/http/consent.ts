import type { ConsentBody } from '../contract/bodies.ts'
import { NOTICES, type NoticeStep } from '../contract/notices.ts'
import type { Consent } from '../person/personal-details.ts'
import { judgeConsent } from '../signup/consent.ts'
import { isLanguage } from './language.ts'

/** Reads the consent to a step's notice, or says why it is none. */
export function readConsent(step: NoticeStep, claim: ConsentBody, now: number) {
  const notice = NOTICES[step]
  const fault = judgeConsent(claim, notice)
  if (fault === 'unknown_purpose' || !isLanguage(claim.language)) {
    return { ok: false, reason: 'invalid_request', field: 'consent' } as const
  }
  if (fault === 'notice_changed') {
    return { ok: false, reason: fault, version: notice.version } as const
  }
  if (fault) return { ok: false, reason: fault, field: 'consent', faults: [] } as const
  const { notice_version: noticeVersion, language, purposes } = claim
  const consent: Consent = { noticeVersion, language, purposes: [...new Set(purposes)], at: now }
  return { ok: true, consent } as const
}
