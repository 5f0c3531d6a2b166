/** Names a code that was read and is not the one that is wanted. */
export type WrongCode =
  // The unsigned one on cards from before 2018.
  | 'old_aadhaar_code'
  | 'pan_code'
  // Of a payment or a web address.
  | 'link_code'
  | 'other_code'

/** Holds a Secure QR's digits, or why there are none. */
type Outcome<Reason extends string> =
  | { readonly ok: true; readonly digits: string }
  | { readonly ok: false; readonly reason: Reason }

/** Says that the reader itself did not load, or its browser lacks what it needs. */
type Unavailable = 'unavailable'

type PixelsReason = 'no_code' | WrongCode

type FileReason =
  | PixelsReason
  | Unavailable
  | 'empty'
  // Of more bytes or pixels than a phone has room for.
  | 'too_large'
  | 'undecodable'
  // None was given where a PDF asks for one.
  | 'no_password'

export type CameraReason =
  | Unavailable
  | 'denied'
  | 'no_camera'
  // Another application has it.
  | 'busy'
  | 'no_frames'
  // A browser without cameras, such as one inside an application.
  | 'unsupported'
  // The page was left or hidden, or the scan stopped.
  | 'ended'

export type PixelsOutcome = Outcome<PixelsReason>
export type FileOutcome = Outcome<FileReason>
export type CameraOutcome = Outcome<CameraReason>
