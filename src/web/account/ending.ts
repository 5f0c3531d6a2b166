/** Names what ends the showing of an account. */
export type Ending = 'signedOut' | 'closed'
