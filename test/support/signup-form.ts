import { type Call, call, newPhone, ORIGIN, type Reply, start, type Started } from './app.ts'

export const FORM = '/users/signup/form'
export const FORM_TYPE = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** Lists fields as a form has them; one that comes several times has a list. */
export type Fields = Readonly<Record<string, string | readonly string[]>>

/** Posts a plain form as a browser does. */
export function postForm(fields: Fields, { headers, ...more }: Call = {}): Promise<Reply> {
  const body = new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) body.append(name, one)
  }
  const own = { ...FORM_TYPE, Origin: ORIGIN, ...headers }
  return call(FORM, { body: body.toString(), ...more, headers: own })
}

/** Opens the page that shows how far the signup of a cookie is. */
export function openForm(options: Call = {}): Promise<Reply> {
  return call(FORM, options)
}

/** Presses "Send code". */
export const pressSend = (options: Call = {}) =>
  postForm({ intent: 'send', phone: newPhone() }, options)

/** Enters a code, the right one unless told otherwise, for a signup that is begun unless given. */
export async function enterCode(code?: string, given?: Started, options: Call = {}) {
  const signup = given ?? (await start())
  const { sessionId, cookie } = signup
  const fields = { intent: 'verify', session_id: sessionId, otp_code: code ?? signup.code }
  return postForm(fields, { cookie, ...options })
}
