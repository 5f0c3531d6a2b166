import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { loadLocales } from '../../src/build/locales.ts'
import { NOTICES } from '../../src/contract/notices.ts'
import { judgeConsent } from '../../src/signup/consent.ts'

const notice = NOTICES['personal-details']
const judge = (purposes: readonly string[], version: string = notice.version) =>
  judgeConsent({ notice_version: version, purposes }, notice)

describe('a consent', () => {
  it('is enough with every purpose that is needed, whatever else is ticked', () => {
    expect(judge(['account', 'contact'])).toBeUndefined()
    expect(judge(['offers', 'contact', 'account', 'account'])).toBeUndefined()
  })

  it.each([[[]], [['account']], [['contact', 'offers']]])('is not enough with %j', (purposes) => {
    expect(judge(purposes)).toBe('consent_required')
  })

  it('is to the notice that is shown now', () => {
    expect(judge(['account', 'contact'], '2020-01-01')).toBe('notice_changed')
  })

  it.each(['everything', 'toString', ''])('names no purpose that the notice has not: %j', (id) => {
    expect(judge(['account', 'contact', id])).toBe('unknown_purpose')
  })
})

describe('the words of a notice', () => {
  it('are those of its version: other words take another version', async () => {
    const locales = await loadLocales()
    const hashes = Object.entries(NOTICES).map(([step, { version }]) => {
      const words = locales.map(({ notices }) =>
        Object.entries(notices).find(([of]) => of === step),
      )
      const hash = createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 16)
      return [`${step} ${version}`, hash]
    })
    expect(Object.fromEntries(hashes)).toMatchInlineSnapshot(`
      {
        "aadhaar 2026-11-28": "d51efd239f644860",
        "pan 2026-11-28": "880dbe447bbfff6b",
        "personal-details 2026-11-28": "eb482ad1cf2994cd",
      }
    `)
  })

  it('tell of each purpose in each language, and of no other', async () => {
    for (const { notices } of await loadLocales()) {
      const told = Object.entries(notices).map(([step, { items }]) => [step, Object.keys(items)])
      const asked = Object.entries(NOTICES).map(([step, { purposes }]) => [
        step,
        Object.keys(purposes),
      ])
      expect(told).toEqual(asked)
    }
  })
})
