import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../../../lib/api.ts'
import { brand } from '../../../lib/dom.ts'
import { failureText } from '../../../lib/failure-text.ts'
import type { AadhaarReply, Failure, StartAadhaarReply } from '../../../lib/replies.ts'
import { Frame } from '../../../ui/frame.tsx'
import { Help } from '../../../ui/help.tsx'
import { useRequest } from '../../../ui/request.tsx'
import { uiWords } from '../../../ui/words.ts'
import { mismatchIn } from '../mismatch.tsx'
import { Notice } from '../notice/notice.tsx'
import { type Consent, useConsent } from '../notice/use-consent.ts'
import { Plan } from '../plan.tsx'
import { StepEnd } from '../step-end.tsx'
import type { Flow } from '../surroundings.ts'
import { type Fault, Trouble } from '../trouble.tsx'
import { flowWords } from '../words.ts'
import { CameraView } from './camera-view.tsx'
import { PdfPassword } from './pdf-password.tsx'
import type { CameraReason, WrongCode } from './reader/outcome.ts'
import { openReader } from './reader/reader.ts'
import type { Result } from './result.ts'
import { SandboxHint } from './sandbox-hint.tsx'
import { Ways } from './ways.tsx'
import { aadhaarWords, cameraWords } from './words.ts'

const STEP = 3

interface FormProps {
  flow: Flow
  /** Says why the way that was tried before this one came to nothing. */
  first: Fault | undefined
  onResult: (aadhaar: Result) => void
  onDelete: () => void
}

/** Asks for consent, and for the code by camera or file, or for the way to DigiLocker. */
export function AadhaarForm({ flow, first, onResult, onDelete }: FormProps) {
  const [reader] = useState(openReader)
  const [fault, setFault] = useState(first)
  // What was agreed to, as long as the camera is open.
  const [scanned, setScanned] = useState<Consent>()
  const [hasScanned, setHasScanned] = useState(false)
  const [question, setQuestion] = useState<{ wrong: boolean; turn: number }>()
  const answer = useRef<(password: string | undefined) => void>(undefined)
  const request = useRequest(flow.sentence)
  const consent = useConsent(STEP)

  useEffect(() => () => reader.close(), [])

  /** Begins a way, once what it needs is ticked. */
  function begin(way: (given: Consent) => void): void {
    if (request.isBusy) return
    setFault(undefined)
    const given = consent.take()
    if (given) way(given)
  }

  function closeCamera(reason?: CameraReason): void {
    setScanned(undefined)
    setHasScanned(!reason)
    if (!reason) return
    const retry = () => begin(setScanned)
    if (reason === 'no_camera') return setFault({ text: cameraWords.reasons.no_camera })
    if (reason !== 'unsupported') {
      return setFault({ text: cameraWords.reasons[reason], retry, retryLabel: cameraWords.again })
    }
    setFault({
      text: cameraWords.reasons.unsupported,
      retry: copyAddress,
      retryLabel: cameraWords.copy,
    })
  }

  function readFile(file: File, given: Consent): void {
    request.run(async (tell) => {
      tell(aadhaarWords.file.reading)
      const outcome = await reader.readFile(file, (wrong) => {
        tell('')
        setQuestion((before) => ({ wrong, turn: (before?.turn ?? 0) + 1 }))
        return new Promise((resolve) => {
          answer.current = (password) => {
            tell(aadhaarWords.file.reading)
            resolve(password)
          }
        })
      })
      setQuestion(undefined)
      if (outcome.ok) return send(outcome.digits, given, tell)
      const { reason } = outcome
      setFault({
        text: isWrongCode(reason) ? cameraWords.wrong[reason] : aadhaarWords.reasons[reason],
      })
      return undefined
    })
  }

  async function send(
    digits: string,
    given: Consent,
    tell: (status: string) => void,
  ): Promise<Failure | undefined> {
    tell(aadhaarWords.checking)
    flow.prepareNext()
    const reply = await call<AadhaarReply>({
      path: 'verify-aadhaar-qr',
      body: { session_id: flow.session.session_id, qr_data: digits, consent: given },
      onSlow: () => tell(uiWords.stillTrying),
    })
    if (reply.success) onResult(reply.aadhaar)
    else await take(reply, () => request.run((again) => send(digits, given, again)))
    return undefined
  }

  /** Says a refusal where it belongs: the notice, step 2, another step, or over the ways. */
  async function take(failure: Failure, retry: () => void): Promise<void> {
    const { error, field, message = '' } = failure
    const mismatch = mismatchIn(error)
    if (error === 'notice_changed') return consent.renew()
    if (mismatch || field === 'qr_data') return setFault({ text: message, mismatch })
    const left = await flow.refuse(failure)
    if (left) setFault({ text: failureText(brand(), left), retry })
  }

  function leave(given: Consent): void {
    request.run(async (tell) => {
      tell(aadhaarWords.digiLocker.opening)
      const reply = await call<StartAadhaarReply>({
        path: 'start-aadhaar',
        body: { session_id: flow.session.session_id, consent: given },
        onSlow: () => tell(uiWords.stillTrying),
      })
      if (reply.success) {
        location.assign(reply.redirect_url)
        // The page goes on being busy until it is gone.
        return new Promise((resolve) => {
          addEventListener('pageshow', () => resolve(undefined), { once: true })
        })
      }
      await take(reply, () => begin(leave))
      return undefined
    })
  }

  const { position, count, remaining } = flow.progress
  return (
    <Frame
      progress={flowWords.progress(position, count)}
      title={aadhaarWords.title}
      hasError={Boolean(fault || consent.fault || request.error)}
      onBack={flow.back}
      aside={<Plan position={position} remaining={remaining} />}
    >
      <p class="lead">{aadhaarWords.lead}</p>
      <p class="before">{aadhaarWords.privacy}</p>
      <SandboxHint flow={flow} />
      <Trouble fault={fault} flow={flow} />
      {scanned ? (
        <CameraView
          reader={reader}
          onClose={closeCamera}
          onCode={(digits) => {
            setScanned(undefined)
            request.run((tell) => send(digits, scanned, tell))
          }}
        />
      ) : (
        <>
          {!question && (
            <Notice
              notice={consent.notice}
              ticked={consent.ticked}
              error={consent.fault}
              onChange={consent.tick}
            />
          )}
          {question && (
            <PdfPassword
              key={question.turn}
              wrong={question.wrong}
              onPassword={(password) => answer.current?.(password)}
            />
          )}
          <Ways
            request={request}
            isHidden={Boolean(question)}
            takesFocus={hasScanned}
            onScan={() => begin(setScanned)}
            onFile={(file) => begin((given) => readFile(file, given))}
            mayChoose={() => Boolean(consent.take())}
            onLeave={() => begin(leave)}
          />
        </>
      )}
      <Help
        title={aadhaarWords.help.title}
        items={[aadhaarWords.help.old, aadhaarWords.help.none, aadhaarWords.help.other]}
      />
      <StepEnd flow={flow} onDelete={onDelete} />
    </Frame>
  )
}

function isWrongCode(reason: string): reason is WrongCode {
  return reason in cameraWords.wrong
}

function copyAddress(): void {
  void navigator.clipboard.writeText(location.href)
}
