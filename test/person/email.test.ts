import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEmail, suggestEmail } from '../../src/person/email.ts'
import { anyText } from '../support/any-text.ts'

const LABEL = 'a'.repeat(63)

/** A domain of 189 characters, so that an address with a local part of 64 has 254. */
const LONG_DOMAIN = `${LABEL}.${LABEL}.${'a'.repeat(58)}.in`

describe('parseEmail', () => {
  it.each([
    'anita@example.in',
    'Anita.Rao+bank@Mail.Example.IN',
    "a_b-c!#$%&'*/=?^`{|}~@example.in",
    'a@b.co',
    '1@2.in',
    'a@x-y.in',
    'a@xn--11b5bs3a9aj6g.in',
    'a@x1.3x',
    'a@x.1.in',
    'अनिता@उदाहरण.भारत',
    'a@തിരു\u200dവ.in',
    'a@u\u0308ber.de',
    `${'a'.repeat(64)}@example.in`,
    `${'a'.repeat(64)}@${LONG_DOMAIN}`,
  ])('takes %s as it was typed', (email) => {
    expect(parseEmail(email)).toEqual({ ok: true, email })
  })

  it('trims the ends and drops what nobody sees', () => {
    const parsed = { ok: true, email: 'anita@example.in' }
    expect(parseEmail(' \u202aanita@example.in\u202c\n')).toEqual(parsed)
    expect(parseEmail('anita\u200b@example.in')).toEqual(parsed)
  })

  it.each([
    ['', 'empty'],
    [' \u200b\t', 'empty'],
    ['anita', 'form'],
    ['anita.in', 'form'],
    ['@', 'form'],
    ['@example.in', 'form'],
    ['anita@', 'form'],
    ['anita@example', 'form'],
    ['anita@example.', 'form'],
    ['anita@.in', 'form'],
    ['anita@example..in', 'form'],
    ['anita@example.in.', 'form'],
    ['anita@@example.in', 'form'],
    ['anita@rao@example.in', 'form'],
    ['anita@example.in@', 'form'],
    ['ani ta@example.in', 'form'],
    ['anita@exam ple.in', 'form'],
    ['anita @example.in', 'form'],
    ['.anita@example.in', 'form'],
    ['anita.@example.in', 'form'],
    ['ani..ta@example.in', 'form'],
    ['"ani ta"@example.in', 'form'],
    ['"anita"@example.in', 'form'],
    ['Anita <anita@example.in>', 'form'],
    ['mailto:anita@example.in', 'form'],
    ['anita@example.in, rao@example.in', 'form'],
    ['anita,rao@example.in', 'form'],
    ['anita;rao@example.in', 'form'],
    ['anita(rao)@example.in', 'form'],
    ['ani[ta]@example.in', 'form'],
    ['ani\\ta@example.in', 'form'],
    ['anita.rao\\@example.in', 'form'],
    ['anita@-example.in', 'form'],
    ['anita@example-.in', 'form'],
    ['anita@exa_mple.in', 'form'],
    ['anita@exa-mp_le.in', 'form'],
    ['anita@example.in/x', 'form'],
    ['anita@127.0.0.1', 'form'],
    ['anita@10.0.0.12', 'form'],
    ['anita@[127.0.0.1]', 'form'],
    [`${'a'.repeat(65)}@example.in`, 'form'],
    [`anita@${LABEL}a.in`, 'form'],
    [`a${'a'.repeat(64)}@${LONG_DOMAIN}`, 'length'],
    ['a'.repeat(255), 'length'],
    ['a'.repeat(254), 'form'],
  ])('refuses %j as %s', (text, fault) => {
    expect(parseEmail(text)).toEqual({ ok: false, fault })
  })

  it('takes every address that is in use', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (email) => {
        expect(parseEmail(email)).toEqual({ ok: true, email })
      }),
    )
  })

  it('takes what it gave, of any text', () => {
    fc.assert(
      fc.property(anyText, anyText, (local, domain) => {
        const parsed = parseEmail(`${local}@${domain}.in`)
        if (!parsed.ok) return
        expect(parseEmail(parsed.email)).toEqual(parsed)
        expect(parsed.email).not.toMatch(/\s|@.*@/)
      }),
    )
  })

  it('is not held up by a text that was made to', () => {
    for (const text of ['a', 'a.', '-', 'a-', '.', '@']) {
      expect(parseEmail(`a@${text.repeat(50_000)}!`)).toEqual({ ok: false, fault: 'length' })
      expect(parseEmail(`${text.repeat(120)}@b`)).toEqual({ ok: false, fault: 'form' })
      expect(parseEmail(`a@b.${text.repeat(120)}!`)).toEqual({ ok: false, fault: 'form' })
    }
  })
})

/** Each usual domain with what it is mistaken for. */
const USUAL: readonly (readonly [string, string])[] = [
  ['gmail.com', 'gmial.com gmai.com gmil.com gamil.com gnail.com gmaill.com gmail.con gmail.cmo'],
  ['gmail.com', 'gmail.co gmail.cm gmail.in gmail.co.in gmal.con hmail.com mgail.com GMIAL.com'],
  ['yahoo.com', 'yaho.com yahooo.com yhaoo.com yahoo.con yahoo.co yahoo.cm yahoo.om yaoh.com'],
  ['yahoo.co.in', 'yaho.co.in yahoo.co.inn yahoo.coin ayhoo.co.in'],
  ['yahoo.in', 'yaho.in yahooo.in'],
  ['hotmail.com', 'hotmial.com hotmai.com hotmal.con otmail.com hotmail.co'],
  ['outlook.com', 'outlok.com outllok.com oultook.cmo outlook.cm'],
  ['rediffmail.com', 'redifmail.com rediffmial.com rediffmail.cm redifmail.con'],
  ['icloud.com', 'iclod.com icloud.co icluod.con'],
]

const usualDomain = fc.constantFrom(...new Set(USUAL.map(([usual]) => usual)))

type Slip = readonly [kind: 'more' | 'less' | 'mistaken' | 'swapped', at: number, letter: string]

const slips = (...kinds: readonly Slip[0][]) =>
  fc.tuple(fc.constantFrom(...kinds), fc.nat(20), fc.stringMatching(/^[a-z]$/))

function slipped(text: string, [kind, at, letter]: Slip): string {
  const place = at % text.length
  const [before, rest] = [text.slice(0, place), text.slice(place)]
  if (kind === 'more') return before + letter + rest
  if (kind === 'less') return before + rest.slice(1)
  if (kind === 'mistaken') return before + letter + rest.slice(1)
  return before + rest.slice(1, 2) + rest.slice(0, 1) + rest.slice(2)
}

/** Tells of a slip that makes another domain where people have their mail. */
const isUsual = (text: string) =>
  USUAL.some(([usual]) => usual === text) ||
  /^((yahoo|hotmail|outlook)\.(com?\.)?(?!c[om]|om)[a-z]{2}|[ey]?mail\.com)$/.test(text)

describe('suggestEmail', () => {
  it.each(USUAL)('suggests %s for %s', (domain, mistaken) => {
    for (const slip of mistaken.split(' ')) {
      expect(suggestEmail(`Anita.Rao@${slip}`)).toBe(`Anita.Rao@${domain}`)
    }
  })

  it.each([
    ...USUAL.map(([domain]) => domain),
    'Gmail.com',
    'yahoo.co.uk',
    'yahoo.com.au',
    'yahoo.ca',
    'hotmail.fr',
    'outlook.in',
    'outlook.it',
    'ymail.com',
    'email.com',
    'mail.com',
    'example.in',
    'tamil.com',
    'xgail.com',
    'mxail.com',
    'mgali.com',
    'small.com',
    'rediff.com',
    'proton.me',
    'googlemail.com',
    'gmai',
    '',
  ])('suggests nothing for %j', (domain) => {
    expect(suggestEmail(`anita@${domain}`)).toBeUndefined()
  })

  it('finds any domain again after any one slip', () => {
    fc.assert(
      fc.property(usualDomain, slips('more', 'less', 'mistaken', 'swapped'), (usual, one) => {
        const text = slipped(usual, one)
        fc.pre(!isUsual(text))
        const found = suggestEmail(`a@${text}`)
        // A slip from `yahoo.in` can be one from `yahoo.com`, too.
        expect(found).toMatch(usual.startsWith('yahoo') ? /^a@yahoo\./ : `a@${usual}`)
      }),
      { numRuns: 1000 },
    )
  })

  it('finds one after any two slips behind its first letter', () => {
    const one = slips('more', 'less', 'mistaken')
    fc.assert(
      fc.property(usualDomain, one, one, (usual, first, second) => {
        const text = usual.slice(0, 1) + slipped(slipped(usual.slice(1), first), second)
        fc.pre(!isUsual(text))
        expect(suggestEmail(`a@${text}`)).toBeDefined()
      }),
      { numRuns: 1000 },
    )
  })

  it('suggests an address that passes and needs no suggestion, and throws at no text', () => {
    fc.assert(
      fc.property(anyText, usualDomain, slips('more', 'less'), (local, usual, one) => {
        suggestEmail(local)
        const parsed = parseEmail(`${local}@${slipped(usual, one)}`)
        const suggested = parsed.ok ? suggestEmail(parsed.email) : undefined
        if (suggested === undefined) return
        expect(parseEmail(suggested)).toEqual({ ok: true, email: suggested })
        expect(suggestEmail(suggested)).toBeUndefined()
      }),
    )
  })
})
