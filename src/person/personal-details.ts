/** Holds what a person was shown and ticked, and when. */
export type Consent = {
  readonly noticeVersion: string
  readonly language: string
  readonly purposes: readonly string[]
  readonly at: number
}

/** Holds what a person said of themselves, as it was given. */
export type PersonalDetails = {
  readonly fullName: string
  /** As `YYYY-MM-DD`. */
  readonly dateOfBirth: string
  readonly email: string
  readonly pinCode: string
  readonly consent: Consent
}
