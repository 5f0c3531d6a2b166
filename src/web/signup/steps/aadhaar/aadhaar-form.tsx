import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../../../lib/api.ts'
import { connection } from '../../../lib/connection-words.ts'
import type { AadhaarReply, Failure, StartAadhaarReply } from '../../../lib/replies.ts'
import { Frame } from '../../../ui/frame.tsx'
import { Help } from '../../../ui/help.tsx'
import { useRequest } from '../../../ui/request.tsx'
import { uiWords } from '../../../ui/words.ts'
import { Keep } from '../keep.tsx'
import { mismatchIn } from '../mismatch.tsx'
import { Notice } from '../notice/notice.tsx'
import { type Consent, useConsent } from '../notice/use-consent.ts'
import { Plan } from '../plan.tsx'
import { StepEnd } from '../step-end.tsx'
import type { Flow } from '../surroundings.ts'
import { type Fault, Trouble } from '../trouble.tsx'
import { flowWords } from '../words.ts'
import { CameraView } from './camera-view.tsx'
import { CodeCheck } from './code-check.tsx'
import { faultText } from './digilocker.ts'
import { PageAddress } from './page-address.tsx'
import { PdfPassword, type Question } from './pdf-password.tsx'
import type { CameraReason, WrongCode } from './reader/outcome.ts'
import { openReader } from './reader/reader.ts'
import type { Result } from './result.ts'
import { SandboxHint } from './sandbox-hint.tsx'
import { type Choice, Ways } from './ways.tsx'
import { aadhaarWords, cameraWords } from './words.ts'

const STEP = 3

interface FormProps {
  flow: Flow
  /** Says why the way that was tried before this one came to nothing. */
  first: Fault | undefined
  /** Has the heading take the focus, as the person came here from another way. */
  takesFocus: boolean
  /** Leads back to the Aadhaar that is verified, where one is. */
  onKeep: (() => void) | undefined
  onResult: (aadhaar: Result) => void
  onDelete: () => void
}

/** Names what stands in the place of the ways, and what it needs. */
type Stage =
  | (Choice & { readonly at: 'ways' })
  | { readonly at: 'camera'; readonly given: Consent }
  | (Question & { readonly at: 'password' })
  | { readonly at: 'check' }

/** Asks for consent, and for the code by camera or file, or for the way to DigiLocker. */
export function AadhaarForm(props: FormProps) {
  const { flow, first, takesFocus, onKeep, onResult, onDelete } = props
  const [reader] = useState(openReader)
  const [fault, setFault] = useState(first ?? reasonOf(flow))
  const [stage, setStage] = useState<Stage>({ at: 'ways' })
  const [isReading, setReading] = useState(false)
  const request = useRequest()
  const consent = useConsent(STEP)
  const isBusy = isReading || request.isBusy
  const status = isReading ? aadhaarWords.file.reading : request.status

  useEffect(() => () => reader.close(), [])

  /** Begins a way, once what it needs is ticked. */
  function begin(way: (given: Consent) => void): void {
    if (isBusy) return
    setFault(undefined)
    const given = consent.take()
    if (given) way(given)
  }

  // A fault outlives what was ticked when it came.
  const latest = useRef(begin)
  latest.current = begin

  /** Shows the ways again, and over them why the one that was taken came to nothing. */
  function refuse(why: Fault): void {
    setStage({ at: 'ways' })
    setFault(why)
  }

  const openCamera = () => latest.current((given) => setStage({ at: 'camera', given }))

  function closeCamera(reason?: CameraReason): void {
    if (!reason) return setStage({ at: 'ways', way: 'scan' })
    const text = availableText(reason, cameraWords.reasons[reason])
    if (reason === 'no_camera') refuse({ text })
    else if (reason === 'unsupported') refuse({ text, help: <PageAddress /> })
    else refuse({ text, retry: openCamera, retryLabel: cameraWords.again })
  }

  async function readFile(file: File, given: Consent): Promise<void> {
    setStage({ at: 'ways', way: 'file' })
    setReading(true)
    const outcome = await reader.readFile(file, (wrong) => {
      setReading(false)
      return new Promise((resolve) => {
        const answer = (password: string | undefined) => {
          setReading(true)
          resolve(password)
        }
        setStage({ at: 'password', wrong, answer })
      })
    })
    setReading(false)
    if (outcome.ok) return request.run((tell) => send(outcome.digits, given, tell))
    const { reason } = outcome
    if (reason === 'no_password') return setStage({ at: 'ways', way: 'file' })
    const text = isWrongCode(reason) ? cameraWords.wrong[reason] : aadhaarWords.reasons[reason]
    refuse({ text: availableText(reason, text) })
  }

  function check(digits: string, given: Consent): void {
    setStage({ at: 'check' })
    request.run((tell) => send(digits, given, tell))
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
    else await take(reply, () => latest.current((now) => check(digits, now)))
    return undefined
  }

  /** Says a refusal where it belongs: the notice, step 2, another step, or over the ways. */
  async function take(failure: Failure, retry: () => void): Promise<void> {
    const { error, field, message = '' } = failure
    const mismatch = mismatchIn(error)
    if (error === 'notice_changed') {
      setStage({ at: 'ways' })
      return consent.renew()
    }
    if (mismatch || field === 'qr_data') return refuse({ text: message, mismatch })
    const left = await flow.refuse(failure)
    if (left) refuse({ text: faultText(left), retry })
  }

  function leave(given: Consent): void {
    setStage({ at: 'ways', way: 'digiLocker' })
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
      await take(reply, () => latest.current(leave))
      return undefined
    })
  }

  const { position, count, remaining } = flow.progress
  return (
    <Frame
      progress={flowWords.progress(position, count)}
      title={aadhaarWords.title}
      hasError={Boolean(fault || consent.fault)}
      takesFocus={takesFocus && !first}
      onBack={flow.back}
      aside={<Plan position={position} remaining={remaining} />}
    >
      <p class="lead">{aadhaarWords.lead}</p>
      <Keep onKeep={onKeep} />
      <Trouble fault={fault} flow={flow} />
      {stage.at === 'camera' && (
        <CameraView
          reader={reader}
          onClose={closeCamera}
          onCode={(digits) => check(digits, stage.given)}
        />
      )}
      {stage.at === 'check' && <CodeCheck status={status} />}
      {stage.at === 'password' && <PdfPassword question={stage} isBusy={isBusy} status={status} />}
      {stage.at === 'ways' && (
        <>
          <Notice
            notice={consent.notice}
            ticked={consent.ticked}
            error={consent.fault}
            onChange={consent.tick}
          />
          <Ways
            choice={stage}
            isBusy={isBusy}
            status={status}
            onScan={openCamera}
            onFile={(file) => begin((given) => void readFile(file, given))}
            mayChoose={() => Boolean(consent.take())}
            onLeave={() => begin(leave)}
          />
          <SandboxHint flow={flow} />
        </>
      )}
      <Help
        title={aadhaarWords.help.title}
        items={[aadhaarWords.help.old, aadhaarWords.help.none, aadhaarWords.help.other]}
      />
      <StepEnd flow={flow} onDelete={onDelete} />
      <p class="visually-hidden" role="status">
        {stage.at !== 'check' && status}
      </p>
    </Frame>
  )
}

/** Says why the person is at this step, where the page has a reason to say. */
function reasonOf({ sentence }: Flow): Fault | undefined {
  return sentence ? { text: sentence } : undefined
}

/** Gives a sentence of what does not load, or that it cannot while the device is offline. */
function availableText(reason: string, text: string): string {
  return reason === 'unavailable' && !navigator.onLine ? connection.offline : text
}

function isWrongCode(reason: string): reason is WrongCode {
  return reason in cameraWords.wrong
}
