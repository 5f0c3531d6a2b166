/** The signup page: which screen is shown, and what the page knows of the signup. */
import { call } from './api.ts'
import { codeStep } from './code-step.ts'
import type * as Delivery from './delivery.ts'
import { lazyPart } from './lazy-part.ts'
import { deadlines, isUsable, type LiveCode, mayBeSame } from './live-code.ts'
import { hasMarker, setMarker } from './marker.ts'
import { showMaskedPhone } from './masked-phone.ts'
import type { Outcome } from './outcome.ts'
import { announce, onClick } from './page.ts'
import { phoneStep } from './phone-step.ts'
import type { Channel, Failure, SentReply, SessionReply, VerifiedReply } from './replies.ts'
import { resumeScreen } from './resume-screen.ts'
import { sendCode, type SendView } from './send-code.ts'
import { pushScreen, replaceScreen, screenInHistory, showScreen } from './steps.ts'
import { failureText } from './wording.ts'

const MOVE_ON_AFTER = 1200
const loadDelivery = lazyPart<typeof Delivery>('delivery')

let live: LiveCode | undefined
let verified = false
let resuming: Promise<void> | undefined
let followed = false
// How the code is to be sent once the person has entered the number again.
let wished: Channel | undefined

const phone = phoneStep(sendTo)
const code = codeStep({ verify, resend })
const waiting = resumeScreen()

/** Shows what this entry of the browser's history stands for, as far as that can still be. */
function render(): void {
  const wanted = screenInHistory() ?? 'phone'
  if (verified) return showScreen(wanted === 'details' ? 'details' : 'verified')
  if (wanted === 'code' && live) {
    showScreen('code')
    return code.focus()
  }
  showPhone()
}

function showPhone(): void {
  replaceScreen('phone')
  showScreen('phone')
}

function goTo(screen: 'code' | 'details'): Outcome {
  if (screenInHistory() !== screen) pushScreen(screen)
  render()
  return 'left'
}

function know(reply: SentReply | SessionReply, number?: string, unsaid?: Channel): void {
  live = {
    sessionId: reply.session_id,
    maskedPhone: reply.phone,
    phone: number,
    expiresAt: 0,
    resendAt: 0,
    attemptsLeft: 0,
  }
  setMarker(true)
  showMaskedPhone(live.maskedPhone)
  learn(reply)
  void follow(reply, unsaid)
}

/** Hands over what a reply tells of the code's way to the phone, where it or a former one does. */
async function follow(reply: SentReply | SessionReply, unsaid?: Channel): Promise<void> {
  followed ||= Boolean(reply.delivery || reply.channels?.length)
  const part = followed && (await loadDelivery())
  if (part) part.follow(reply, { row: code.row, ask: askSession, unsaid })
}

function askSession(): Promise<SessionReply | Failure> {
  return call<SessionReply>({ method: 'GET', path: 'session' })
}

function learn(timers: Parameters<typeof deadlines>[0]): void {
  if (!live) return
  Object.assign(live, deadlines(timers, Date.now()))
  code.update(live)
}

function forget(): void {
  live = undefined
  verified = false
  setMarker(false)
  code.reset()
}

async function sendTo(number: string, view: SendView): Promise<Outcome> {
  await resuming
  if (live?.phone === number && isUsable(live, Date.now())) return goTo('code')

  const channel = live && mayBeSame(number, live.maskedPhone) ? wished : undefined
  const reply = await sendCode({ phone: number, sessionId: live?.sessionId, channel }, view)
  if (reply === 'left') return 'left'
  if (reply.success) {
    wished = undefined
    code.reset()
    know(reply, number, channel)
    goTo('code')
    announce('We sent you a code.')
    return 'left'
  }
  if (reply.error === 'already_verified') return recover()
  if (reply.error === 'session_not_found' && live) {
    live = undefined
    return sendTo(number, view)
  }
  learn(reply)
  const wasSent =
    live && !live.phone && isUsable(live, Date.now()) && mayBeSame(number, live.maskedPhone)
  return reply.error === 'resend_too_soon' && wasSent ? goTo('code') : reply
}

async function resend(view: SendView, channel?: Channel): Promise<Outcome> {
  const asked = live
  if (!asked) return startAfresh()
  if (!asked.phone) {
    wished = channel
    showPhone()
    phone.explain('For your safety we do not keep your number here. Enter it again.')
    return 'left'
  }
  const reply = await sendCode({ phone: asked.phone, sessionId: asked.sessionId, channel }, view)
  if (reply === 'left' || live !== asked || verified) return 'left'
  if (reply.success) {
    know(reply, asked.phone)
    return 'done'
  }
  if (reply.error === 'session_not_found') return startAfresh()
  if (reply.error === 'already_verified') return recover()
  learn(reply)
  return reply
}

async function verify(digits: string, onSlow: () => void): Promise<Outcome> {
  const asked = live
  if (!asked) return startAfresh()
  const reply = await call<VerifiedReply>({
    method: 'POST',
    path: 'verify-otp',
    body: { session_id: asked.sessionId, otp_code: digits },
    onSlow,
  })
  if (reply.success && live?.sessionId === asked.sessionId) return celebrate()
  // A code was sent meanwhile: what became of the former one no longer matters.
  if (reply.success || live !== asked || verified) return 'left'
  if (reply.error === 'session_not_found') return startAfresh()
  if (reply.error === 'already_verified') return recover()
  learn(reply)
  return reply
}

function celebrate(): Outcome {
  verified = true
  code.celebrate()
  window.setTimeout(() => {
    if (screenInHistory() === 'code') replaceScreen('details')
    render()
  }, MOVE_ON_AFTER)
  return 'left'
}

function startAfresh(): Outcome {
  forget()
  showPhone()
  phone.explain(failureText('session_not_found'))
  return 'left'
}

function startAgain(): void {
  forget()
  phone.reset()
  showPhone()
}

/** The number is verified already, perhaps in another tab: goes on from where that stands. */
async function recover(): Promise<Outcome> {
  const reply = await askSession()
  if (reply.success) {
    adopt(reply)
    render()
    return 'left'
  }
  return reply.error === 'session_not_found' ? startAfresh() : reply
}

function adopt(reply: SessionReply): void {
  know(reply)
  verified = reply.step > 1
  if (verified && screenInHistory() === 'code') replaceScreen('details')
}

async function resume(): Promise<void> {
  const wanted = screenInHistory()
  if (wanted !== 'phone') waiting.show()
  const reply = await askSession()
  if (reply.success) {
    adopt(reply)
    if (!wanted) {
      replaceScreen('phone')
      pushScreen(verified ? 'details' : 'code')
    }
    if (wanted !== 'phone' || verified) render()
  } else if (reply.error !== 'session_not_found') {
    if (wanted !== 'phone') waiting.fail(reply)
  } else if (wanted === 'code') {
    startAfresh()
  } else {
    forget()
    if (wanted !== 'phone') showPhone()
  }
}

window.addEventListener('popstate', render)
onClick('[data-back]', () => history.back())
onClick('[data-start-again]', startAgain)
onClick('#go-on', () => goTo('details'))
onClick('#resume-retry', () => void resume())

if (hasMarker() || (screenInHistory() ?? 'phone') !== 'phone') resuming = resume()
else replaceScreen('phone')
