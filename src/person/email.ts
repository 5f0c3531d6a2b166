import type { Parsed } from './parsed.ts'
import { tidy } from './tidy.ts'

/** Holds how long an address may be that a mail server takes (RFC 5321, erratum 1690). */
const MAX_LENGTH = 254

/** Matches words with dots between: letters of any script and what RFC 5321 lets stand unquoted. */
const LOCAL_PART = /^(?=.{1,64}$)[^\s.@"(),:;<>[\\\]]+(\.[^\s.@"(),:;<>[\\\]]+)*$/u

const LABEL = /^(?=.{1,63}$)[\p{L}\p{N}\p{M}\u200c\u200d]+(-+[\p{L}\p{N}\p{M}\u200c\u200d]+)*$/u

/** Lists where people in India have their mail, the most likely first. */
const USUAL_DOMAINS = [
  'gmail.com',
  'yahoo.com',
  'yahoo.co.in',
  'yahoo.in',
  'hotmail.com',
  'outlook.com',
  'rediffmail.com',
  'icloud.com',
]

/** Matches what looks like a slip for one of those and is none. */
const OTHER_DOMAINS = /^((yahoo|hotmail|outlook)\.(com?\.)?(?!c[om]|om)[a-z]{2}|[ey]?mail\.com)$/

/** Reads an address and keeps it as typed. Whether it has a mailbox only a mail can tell. */
export function parseEmail(text: string): Parsed<{ email: string }, 'empty' | 'form' | 'length'> {
  const email = tidy(text)
  if (email === '') return { ok: false, fault: 'empty' }
  if (email.length > MAX_LENGTH) return { ok: false, fault: 'length' }
  const at = email.lastIndexOf('@')
  const domain = email.slice(at + 1)
  const isAddress =
    email.includes('@') &&
    LOCAL_PART.test(email.slice(0, at)) &&
    domain.includes('.') &&
    domain.split('.').every((label) => LABEL.test(label)) &&
    // An address of the network is no domain.
    !/\.\d+$/.test(domain)
  return isAddress ? { ok: true, email } : { ok: false, fault: 'form' }
}

/** Gives the address that was probably meant, where the domain looks like a slip of the finger. */
export function suggestEmail(email: string): string | undefined {
  const at = email.lastIndexOf('@') + 1
  const domain = email.slice(at).toLowerCase()
  if (USUAL_DOMAINS.includes(domain) || OTHER_DOMAINS.test(domain)) return undefined
  const meant = domain.startsWith('gmail.') ? 'gmail.com' : nearestDomain(domain)
  return meant && email.slice(0, at) + meant
}

function nearestDomain(domain: string): string | undefined {
  // Few miss the first letter, and many names are two slips from `gmail`.
  const alike = USUAL_DOMAINS.filter((usual) => usual[0] === domain[0])
  return (
    USUAL_DOMAINS.find((usual) => isWithin(1, domain, usual)) ??
    alike.find((usual) => isWithin(2, domain, usual))
  )
}

/** Tells whether so many slips part two texts: a letter more, less, mistaken or swapped. */
export function isWithin(slips: number, a: string, b: string): boolean {
  if (a === b) return true
  if (a[0] === b[0]) return isWithin(slips, a.slice(1), b.slice(1))
  const isSwap = a[0] === b[1] && a[1] === b[0]
  return (
    slips > 0 &&
    (isWithin(slips - 1, a.slice(1), b) ||
      isWithin(slips - 1, a, b.slice(1)) ||
      isWithin(slips - 1, a.slice(1), b.slice(1)) ||
      (isSwap && isWithin(slips - 1, a.slice(2), b.slice(2))))
  )
}
