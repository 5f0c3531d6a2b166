import * as z from 'zod'
import { providerKind } from '../../../platform/settings.ts'
import { readJson } from '../../../platform/body.ts'
import { postOnce } from '../../../platform/post.ts'
import { setuCode, setuForm, setuHeaders, setuProduct } from '../../setu.ts'
import { type PanAnswer, type PanVerifier, PURPOSE, unavailable } from '../verifier.ts'

const form = () => z.object({ SETU_PAN_PRODUCT_ID: setuProduct('PAN verification') })

const settings = (development: boolean) => form().extend(setuForm(development).shape)

/** Needs Setu's account, and its PAN product. */
export const setuKind = providerKind(form, settings, setuVerifier)

/** Gives the name in the register, and no date (https://docs.setu.co/data/pan/quickstart). */
function setuVerifier(vars: z.infer<ReturnType<typeof settings>>): PanVerifier {
  return {
    name: 'setu',
    names: 'returned',

    async verify({ pan }, signal) {
      const headers = setuHeaders(vars, vars.SETU_PAN_PRODUCT_ID)
      const body = JSON.stringify({ pan, consent: 'Y', reason: PURPOSE })
      const url = `${vars.SETU_ORIGIN}/api/verify/pan`
      const response = await postOnce(url, { headers, body, signal })
      if (!response) return unavailable('no_answer', 'spent')
      return classifyAnswer(response.status, await readJson(response))
    },
  }
}

const answer = z.object({
  /** Setu's documents show it in both cases. */
  verification: z.string().toLowerCase(),
  data: z
    .object({
      full_name: z.string().trim().max(300).optional(),
      aadhaar_seeding_status: z.string().trim().toUpperCase().nullish().catch(null),
    })
    .nullish()
    .catch(null),
})

/** Statuses that refuse our account. */
const REFUSED: ReadonlySet<number> = new Set([401, 402, 403])

/** Says of a PAN that fails only that it does: Setu gives no reason but a broken link. */
export function classifyAnswer(status: number, body: unknown): PanAnswer {
  const { data } = answer.safeParse(body)
  if (status === 404) {
    // A path that is wrong is a 404, too, but says nothing of a verification.
    return data?.verification === 'failed'
      ? { kind: 'not_found' }
      : unavailable('http_404', 'misconfigured')
  }
  if (REFUSED.has(status) || status === 400) {
    return unavailable(setuCode(status, body), 'misconfigured')
  }
  if (status >= 500) return unavailable(setuCode(status, body), 'spent')
  if (status < 200 || status >= 300) return unavailable(setuCode(status, body))
  const link = linkOf(data?.data?.aadhaar_seeding_status)
  if (link === 'not_linked') return { kind: 'not_linked' }
  if (data?.verification === 'failed') return { kind: 'not_found' }
  const name = data?.data?.full_name ?? ''
  if (data?.verification !== 'success' || name === '') return unavailable('unreadable', 'spent')
  return { kind: 'found', name: { value: name }, dateOfBirth: undefined, aadhaarLink: link }
}

/** Knows `LINKED`, the one word that Setu's documents show, and likely others. */
function linkOf(status: string | null | undefined) {
  if (status === 'LINKED' || status === 'Y') return 'linked'
  return status && /^(N|(NOT|UN)[ _-]?LINKED)$/.test(status) ? 'not_linked' : 'unknown'
}
