import type { AadhaarReply } from '../contract/replies.ts'
import type { VerifiedAadhaar } from '../identity/verified.ts'

/** Tells what is known of a verified Aadhaar. */
export function aadhaarFields({
  last4,
  issuedOn,
  nameMatch,
  mobileLinked,
}: VerifiedAadhaar): AadhaarReply['aadhaar'] {
  return { last4, issued_on: issuedOn, name_match: nameMatch, mobile_linked: mobileLinked }
}
