import { aadhaarKeys } from '../../src/identity/aadhaar/keys.ts'
import { verifyAadhaarQr } from '../../src/identity/aadhaar/qr/verify.ts'

const keys = aadhaarKeys({ development: true })

/** Verifies the code in the body so many times over, and tells how many verified; nothing to deploy. */
export default {
  async fetch(request) {
    const times = Number(new URL(request.url).searchParams.get('times'))
    const code = await request.text()
    let genuine = 0
    for (let time = 0; time < times; time++) {
      genuine += Number(verifyAadhaarQr(code, keys, Date.now()).ok)
    }
    return new Response(String(genuine))
  },
} satisfies ExportedHandler
