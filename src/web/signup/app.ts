/** Runs the signup page: asks the server, keeps the state, shows the screen that it calls for. */
import { call, lostConnection } from '../lib/api.ts'
import { announce, byId, onClick } from '../lib/dom.ts'
import { pushScreen, replaceScreen } from '../lib/history.ts'
import { lazyPart } from '../lib/lazy-part.ts'
import type { Channel, Failure, Outcome, SessionReply, VerifyReply } from '../lib/replies.ts'
import { script } from '../lib/words.ts'
import { showMaskedPhone } from '../parts/masked-phone.ts'
import { codePart } from './code-part.ts'
import { hasMarker, keepsCookies, setMarker } from './marker.ts'
import { phoneScreen } from './screens/phone-screen.ts'
import { resumeScreen } from './screens/resume-screen.ts'
import { screenInHistory, showScreen } from './screens.ts'
import { sendCode, type SendListeners } from './send-code.ts'
import {
  channelFor,
  hasCode,
  mayHaveCode,
  NEW_SIGNUP,
  phoneOf,
  screenFor,
  type SignupEvent,
  transition,
} from './state.ts'
import type * as Steps from './steps/steps.ts'
import type { Surroundings } from './steps/surroundings.ts'

const MOVE_ON_AFTER = 1200
const loadSteps = lazyPart<typeof Steps>('steps')

// Neither shown nor kept: whoever looks on, or goes back, finds the page's own address.
const { search, pathname } = location
if (search) history.replaceState(history.state, '', pathname)

let state = NEW_SIGNUP
// What the server last said of the signup, or is about to.
let session: Promise<SessionReply | Failure>
let asking: Promise<SessionReply | Failure> | undefined

const code = codePart({ verify, resend }, askOnce)
const resume = resumeScreen()

function dispatch(event: SignupEvent): void {
  state = transition(state, event, performance.now())
  if (state.challenge) code.screen()?.update(state.deadlines)
}

/** Shows what this entry of the browser's history stands for, as far as that can still be. */
function render(): void {
  const screen = screenFor(state, screenInHistory())
  if (screen === 'later') return void showLater()
  if (screen === 'code') return void showCode()
  showPhone()
}

/** Shows the screen of the code; what is shown stays until its part is here. */
async function showCode(): Promise<void> {
  const opened = await code.open()
  if (screenFor(state, screenInHistory()) !== 'code') return
  if (!opened) return resume.showFailure(lostConnection())
  opened.update(state.deadlines)
  showScreen('code')
  code.resume()
  opened.focus()
}

/** Hands over to the script of the later steps; what is shown stays until that is here. */
async function showLater(): Promise<void> {
  const part = await loadSteps()
  if (!part) return resume.showFailure(lostConnection())
  await part.showStep(session, surroundings)
}

function showPhone(): void {
  replaceScreen('phone')
  showScreen('phone')
}

async function goToCode(): Promise<Outcome> {
  if (screenInHistory() !== 'code') pushScreen('code')
  await showCode()
  return 'none'
}

/** Takes over a code that a reply tells of; `channel` is how it went where no row says so. */
function adopt(event: Extract<SignupEvent, { type: 'send' | 'resume' }>, channel?: Channel): void {
  dispatch(event)
  setMarker(true)
  showMaskedPhone(event.reply.phone)
  if (state.tracksDelivery) code.track(event.reply, channel)
}

/** Asks the server, for whoever needs the signup next, too; leads to the account that it became. */
function askSession(): Promise<SessionReply | Failure> {
  session = call<SessionReply>({ path: 'session' }).then((reply) => {
    if (reply.success || !reply.next) return reply
    end()
    location.replace(reply.next)
    return new Promise(() => {})
  })
  return session
}

function end(): void {
  dispatch({ type: 'end' })
  setMarker(false)
  code.screen()?.reset()
}

async function send(number: string, listeners: SendListeners): Promise<Outcome> {
  await resumption
  if (hasCode(state, number, performance.now())) return goToCode()

  const { challenge } = state
  const channel = channelFor(state, number)
  const reply = await sendCode(
    { phone: number, sessionId: challenge?.sessionId, channel },
    listeners,
  )
  if (reply === 'none') return 'none'
  if (reply.success) {
    code.screen()?.reset()
    adopt({ type: 'send', reply, phone: number }, channel)
    await goToCode()
    if (!byId('step-code', HTMLElement).hidden) announce(script.codeSent)
    // Safari has no such call, and loads it once the code is right.
    window.requestIdleCallback?.(() => void loadSteps().then((part) => part?.prepare()))
    return 'none'
  }
  if (reply.error === 'already_verified') return recover()
  if (reply.error === 'session_not_found' && challenge) {
    end()
    return send(number, listeners)
  }
  dispatch({ type: 'refusal', timers: reply })
  const mayGoOn = reply.error === 'resend_too_soon' && mayHaveCode(state, number, performance.now())
  return mayGoOn ? goToCode() : reply
}

async function resend(listeners: SendListeners, channel?: Channel): Promise<Outcome> {
  const { challenge } = state
  if (!challenge) return startAfresh()
  const { phone: number, sessionId } = challenge
  if (!number) {
    dispatch({ type: 'channel', channel })
    showPhone()
    phone.explain(script.numberNotKept)
    return 'none'
  }
  const reply = await sendCode({ phone: number, sessionId, channel }, listeners)
  if (reply === 'none' || state.challenge !== challenge || state.isVerified) return 'none'
  if (reply.success) {
    adopt({ type: 'send', reply, phone: number })
    return 'success'
  }
  return refuse(reply)
}

async function verify(digits: string, onSlow: () => void): Promise<Outcome> {
  const { challenge } = state
  if (!challenge) return startAfresh()
  const { sessionId: session_id, issue: code_issue } = challenge
  const body = { session_id, otp_code: digits, code_issue }
  const reply = await call<VerifyReply>({ path: 'verify-otp', body, onSlow })
  if (reply.success && state.challenge?.sessionId === session_id) return succeed()
  // A code was sent meanwhile: what became of the former one no longer matters.
  if (reply.success || state.challenge !== challenge || state.isVerified) return 'none'
  return refuse(reply)
}

function refuse(failure: Failure): Outcome | Promise<Outcome> {
  if (failure.error === 'session_not_found') return startAfresh()
  if (failure.error === 'already_verified') return recover()
  if (failure.error === 'code_replaced') {
    dispatch({ type: 'replacement', failure })
    showMaskedPhone(state.challenge?.maskedPhone ?? '')
  } else dispatch({ type: 'refusal', timers: failure })
  return failure
}

function succeed(): Outcome {
  dispatch({ type: 'verification' })
  code.screen()?.showSuccess()
  void askSession()
  setTimeout(() => {
    if (screenInHistory() === 'code') replaceScreen('later')
    render()
  }, MOVE_ON_AFTER)
  return 'none'
}

function startAfresh(): Outcome {
  end()
  showPhone()
  phone.explain(keepsCookies() ? script.signupEnded : script.cookieNotKept)
  return 'none'
}

/** Asks the server once for all who ask at the same time, as when the page is shown again. */
function askOnce(): Promise<SessionReply | Failure> {
  asking ??= askSession().finally(() => (asking = undefined))
  return asking
}

/** Asks the server how the code stands, whose clock does not sleep as a phone's may. */
async function checkClock(): Promise<void> {
  const { challenge } = state
  if (document.visibilityState !== 'visible' || !challenge || state.isVerified) return
  const reply = await askOnce()
  if (state.challenge !== challenge || state.isVerified) return
  if (reply.success && reply.session_id === challenge.sessionId) {
    if (reply.step === 1) return dispatch({ type: 'refusal', timers: reply })
    adoptSession(reply)
    render()
  } else if (!reply.success && reply.error === 'session_not_found' && keepsCookies()) startAfresh()
}

/** Does again what failed: only what the screen of the code needs may be all that is missing. */
function retry(): void {
  if (code.isOutdated()) location.reload()
  else if (screenFor(state, screenInHistory()) === 'code') render()
  else void resumeSignup()
}

function startAgain(): void {
  end()
  phone.reset()
  showPhone()
}

/** Goes on from where the signup stands, since the number is verified, perhaps in another tab. */
async function recover(): Promise<Outcome> {
  const reply = await askSession()
  if (!reply.success) return reply.error === 'session_not_found' ? startAfresh() : reply
  adoptSession(reply)
  render()
  return 'none'
}

function adoptSession(reply: SessionReply): void {
  adopt({ type: 'resume', reply })
  if (state.isVerified && screenInHistory() === 'code') replaceScreen('later')
}

async function resumeSignup(): Promise<void> {
  const entry = screenInHistory()
  if (entry !== 'phone') resume.show()
  if (entry === 'code') void code.open()
  const reply = await askSession()
  if (reply.success) {
    // Some browsers put back digits that were in the boxes before.
    code.screen()?.reset()
    adoptSession(reply)
    if (!entry) {
      replaceScreen('phone')
      pushScreen(state.isVerified ? 'later' : 'code')
    }
    if (entry !== 'phone' || state.isVerified) render()
  } else if (reply.error !== 'session_not_found') {
    if (entry !== 'phone') resume.showFailure(reply)
  } else if (entry === 'code' || entry === 'later') {
    startAfresh()
  } else {
    end()
    if (!entry) showPhone()
  }
}

const surroundings: Surroundings = {
  search,
  phone: (reply) => phoneOf(state, reply),
  fail: resume.showFailure,
  read: askSession,
  recover,
  explain: (text) => phone.explain(text),
  startAgain,
  end,
}

addEventListener('popstate', render)
document.addEventListener('visibilitychange', () => void checkClock())
onClick('[data-back]', () => history.back())
onClick('[data-start-again]', startAgain)
onClick('#resume-retry', retry)
// Whoever types a number needs the screen of the code next.
byId('phone-form', HTMLFormElement).addEventListener('input', () => void code.open(), {
  once: true,
})
// Last of all: where the script breaks off before, the form still works without it.
const phone = phoneScreen(send)

// The Worker's page of a later screen, for browsers without the script: with it, the signup goes on here.
if (byId('step-phone', HTMLElement).hidden) {
  setMarker(true)
  location.replace('/users/signup/')
}

const isNew = !hasMarker() && (screenInHistory() ?? 'phone') === 'phone'
const resumption = isNew ? replaceScreen('phone') : resumeSignup()
if (search) void loadSteps().then((part) => part?.greet(surroundings))
