import type { ServerResponse } from 'node:http'
import { type Answer, fail, type Failure, json, startStandIn } from './stand-in.ts'

/** Holds what siteverify was asked. */
export type Question = {
  readonly secret: string
  readonly response: string
  readonly remoteip?: string
  readonly idempotency_key?: string
}

/** A token as the widget would have given it, and how siteverify answers questions about it. */
export type IssuedToken = {
  readonly action?: string
  readonly hostname?: string
  readonly behaviour?: Behaviour
}

/** Says how siteverify answers; `redirect` leads to a success. */
export type Behaviour =
  | { readonly kind: 'verdict' }
  | { readonly kind: 'redirect' }
  | ({ readonly kind: 'answer' } & Answer)
  | Failure

/** What a token of the tests' host is earned for. */
const EARNED_HERE = { action: 'send-otp', hostname: 'signup.example' }

/** What it knows of a token: what it was earned for, and the question that spent it. */
type Known = IssuedToken & { spentUnder?: string }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const FIELDS = new Set(['idempotency_key', 'remoteip', 'response', 'secret'])

/**
 * Runs a stand-in for Turnstile, as Cloudflare's documents describe it: a script that shows a widget, and
 * siteverify, which takes each token once, or again under the same `idempotency_key`. Tests issue
 * tokens by `PUT /tokens?token=` and read the questions asked by `GET /questions?token=`.
 */
export function startTurnstile(secret: string) {
  const tokens = new Map<string, Known>()
  const questions: Question[] = []
  const issue = (token: string, body: string) => tokens.set(token, JSON.parse(body) as IssuedToken)

  return startStandIn(({ method, url, headers, body }, response) => {
    const token = url.searchParams.get('token') ?? ''
    const good = (content: unknown) => json(response, { status: 200, body: content })
    switch (`${method} ${url.pathname}`) {
      case 'PUT /tokens':
        issue(token, body)
        return good({})
      case 'GET /questions':
        return good(questions.filter((one) => one.response === token))
      case 'GET /turnstile/v0/api.js':
        return send(response, 'text/javascript', API)
      case 'GET /widget':
        return send(response, 'text/html; charset=utf-8', WIDGET)
      case 'POST /widget/tokens': {
        const earned = `token-${crypto.randomUUID()}`
        issue(earned, body)
        return good({ token: earned })
      }
      case 'POST /turnstile/v0/siteverify': {
        const question = read(headers['content-type'], body)
        if (!question) return json(response, refusal('bad-request', 400))
        questions.push(question)
        return answer(response, question, tokens.get(question.response))
      }
      case 'POST /elsewhere':
        return good({ success: true, ...EARNED_HERE })
      default:
        return json(response, { status: 404, body: {} })
    }
  })

  function answer(response: ServerResponse, question: Question, known: Known | undefined): void {
    const behaviour = known?.behaviour ?? { kind: 'verdict' }
    if (behaviour.kind === 'verdict') json(response, judge(question, known))
    else if (behaviour.kind === 'answer') json(response, behaviour)
    else if (behaviour.kind === 'redirect') {
      response.writeHead(307, { location: '/elsewhere' }).end()
    } else fail(response, behaviour)
  }

  function judge(question: Question, known: Known | undefined): Answer {
    if (question.secret !== secret) return refusal('invalid-input-secret')
    if (!known) return refusal('invalid-input-response')
    const id = question.idempotency_key ?? crypto.randomUUID()
    known.spentUnder ??= id
    if (known.spentUnder !== id) return refusal('timeout-or-duplicate')
    const { action, hostname } = known
    const challenge_ts = new Date().toISOString()
    const body = { success: true, 'error-codes': [], challenge_ts, action, hostname }
    return { status: 200, body }
  }
}

function refusal(code: string, status = 200): Answer {
  return { status, body: { success: false, 'error-codes': [code] } }
}

/** Reads the question, where it has the fields that siteverify knows and no others. */
function read(type: string | undefined, body: string): Question | undefined {
  if (type !== 'application/json') return undefined
  const question = JSON.parse(body) as Question
  const known = Object.entries(question).every(
    ([name, value]) => FIELDS.has(name) && typeof value === 'string',
  )
  const { idempotency_key: id } = question
  return known && question.response !== undefined && (id === undefined || UUID.test(id))
    ? question
    : undefined
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': type, 'cross-origin-resource-policy': 'cross-origin' })
  response.end(body)
}

/** The script: puts the widget's frame into the container, and passes on what it says. */
const API = `{
  const script = document.currentScript
  const { origin, searchParams } = new URL(script.src)
  const style = document.createElement('style')
  style.nonce = script.nonce
  style.textContent = '.stand-in { display: block; border: 0 }'
  document.head.append(style)
  window.turnstile = {
    render(container, options) {
      const frame = document.createElement('iframe')
      frame.className = 'stand-in'
      frame.title = 'Widget containing a security challenge'
      const compact = options.size === 'compact'
      frame.width = compact ? '150' : '100%'
      frame.height = compact ? '140' : '65'
      const ask = { action: options.action, hostname: location.hostname, sitekey: options.sitekey }
      frame.src = origin + '/widget?' + new URLSearchParams(ask)
      container.append(frame)
      addEventListener('message', (event) => {
        if (event.origin !== origin || event.source !== frame.contentWindow) return
        if (event.data.token) options.callback(event.data.token)
        else options['error-callback']('600010')
      })
    },
  }
  window[searchParams.get('onload')]()
}`

/** The widget: a box to tick. What else it says, tests say in its place. */
const WIDGET = `<!doctype html>
<html lang="en">
<meta name="color-scheme" content="light dark">
<title>Stand-in for Turnstile</title>
<style>
  body { margin: 0; font: 14px system-ui; }
  div { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; box-sizing: border-box;
    min-height: 65px; padding: 8px 12px; border: 1px solid GrayText; }
  input { width: 24px; height: 24px; margin: 0; }
  label { display: flex; align-items: center; gap: 8px; min-height: 44px; }
</style>
<div>
  <label><input type="checkbox" id="tick">Verify you are human</label>
</div>
<script>
  const asked = Object.fromEntries(new URLSearchParams(location.search))
  document.getElementById('tick').addEventListener('click', async () => {
    const body = JSON.stringify(asked)
    const reply = await fetch('/widget/tokens', { method: 'POST', body })
    parent.postMessage(await reply.json(), '*')
  })
</script>
</html>`
