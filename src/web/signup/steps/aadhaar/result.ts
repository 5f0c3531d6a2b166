import type { AadhaarReply } from '../../../lib/replies.ts'

/** Holds what is known of a verified Aadhaar, now or after a reload. */
export type Result = Pick<AadhaarReply['aadhaar'], 'last4' | 'name_match' | 'mobile_linked'>
