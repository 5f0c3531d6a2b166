import { hashPassword } from '../../src/accounts/password-hash.ts'
import { keyRing } from '../../src/platform/secrets.ts'

const ring = keyRing.parse(`bench:${'a'.repeat(43)}=`)

/** Hashes a password where one is given, and else answers at once; nothing to deploy. */
export default {
  fetch(request) {
    const password = new URL(request.url).searchParams.get('password')
    return new Response(password === null ? '' : hashPassword(ring, password))
  },
} satisfies ExportedHandler
