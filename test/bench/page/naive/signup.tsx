/** The signup page as one would make it without a thought for slow networks. */
import { zodResolver } from '@hookform/resolvers/zod'
import { OTPInput, REGEXP_ONLY_DIGITS } from 'input-otp'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Controller, useForm } from 'react-hook-form'
import * as z from 'zod'

const numberSchema = z.object({
  phone: z
    .string()
    .transform((text) => text.replaceAll(/[\s-]/g, '').replace(/^(?:\+91|0)/, ''))
    .pipe(z.string().regex(/^[6-9]\d{9}$/, 'Enter an Indian mobile number of ten digits.')),
})
const codeSchema = z.object({ code: z.string().regex(/^\d{6}$/, 'Enter all six digits.') })

type Sent = { readonly session_id: string; readonly phone: string }

async function post<Reply>(path: string, body: object): Promise<Reply> {
  const response = await fetch(`/users/api/${path}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const reply = await response.json()
  if (!response.ok) throw new Error(reply.message)
  return reply
}

function NumberForm({ onSent }: { readonly onSent: (sent: Sent) => void }) {
  const form = useForm({ resolver: zodResolver(numberSchema), defaultValues: { phone: '' } })
  const { errors, isSubmitting } = form.formState
  const send = form.handleSubmit(async ({ phone }) => {
    try {
      onSent(await post<Sent>('send-otp', { phone: `+91${phone}` }))
    } catch (error) {
      form.setError('phone', { message: String(error) })
    }
  })
  return (
    <div className="form">
      <h1>Your mobile number</h1>
      <form id="phone-form" onSubmit={send} noValidate>
        <label htmlFor="phone">Mobile number</label>
        <div className="phone-field">
          <span className="dial-code">+91</span>
          <input id="phone" type="tel" autoComplete="tel-national" {...form.register('phone')} />
        </div>
        <p className="error" role="alert">
          {errors.phone?.message}
        </p>
        <button className="button" type="submit" disabled={isSubmitting}>
          {isSubmitting ? 'Sending…' : 'Send code'}
        </button>
      </form>
    </div>
  )
}

function CodeForm({ sent }: { readonly sent: Sent }) {
  const form = useForm({ resolver: zodResolver(codeSchema), defaultValues: { code: '' } })
  const [done, setDone] = useState(false)
  const { errors, isSubmitting } = form.formState
  const verify = form.handleSubmit(async ({ code }) => {
    try {
      await post('verify-otp', { session_id: sent.session_id, otp_code: code })
      setDone(true)
    } catch (error) {
      form.setError('code', { message: String(error) })
    }
  })
  if (done) return <p className="lead done">{sent.phone} is verified.</p>
  return (
    <div className="form">
      <h1>Enter the code</h1>
      <p className="lead">We sent a six-digit code to {sent.phone}</p>
      <form id="code-form" onSubmit={verify} noValidate>
        <Controller
          name="code"
          control={form.control}
          render={({ field }) => (
            <OTPInput
              {...field}
              autoFocus
              maxLength={6}
              pattern={REGEXP_ONLY_DIGITS}
              onComplete={() => void verify()}
              render={({ slots }) => (
                <div className="boxes">
                  {slots.map(({ char }, position) => (
                    <span key={position}>{char ?? '–'}</span>
                  ))}
                </div>
              )}
            />
          )}
        />
        <p className="error" role="alert">
          {errors.code?.message}
        </p>
        <button className="button" type="submit" disabled={isSubmitting}>
          Continue
        </button>
      </form>
    </div>
  )
}

function Signup() {
  const [sent, setSent] = useState<Sent>()
  return sent ? <CodeForm sent={sent} /> : <NumberForm onSent={setSent} />
}

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Signup />
    </StrictMode>,
  )
}
