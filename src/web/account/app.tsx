/** Runs the account's page: asks what is held and shows it, or that nobody is signed in. */
import { render } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../lib/api.ts'
import { brand, byId } from '../lib/dom.ts'
import { failureText } from '../lib/failure-text.ts'
import type { AccountReply, Failure } from '../lib/replies.ts'
import { Frame } from '../ui/frame.tsx'
import { uiWords } from '../ui/words.ts'
import { Account } from './account.tsx'
import { Closing } from './closing.tsx'
import type { Ending } from './ending.ts'
import { accountWords } from './words.ts'

function App() {
  const [reply, setReply] = useState<AccountReply | Failure>()
  const [ending, setEnding] = useState<Ending>()
  const [isClosing, setClosing] = useState(false)
  const isOver = useRef(false)

  function end(how: Ending): void {
    isOver.current = true
    setEnding(how)
    setReply(undefined)
  }

  async function read(): Promise<void> {
    const answer = await call<AccountReply>({ path: 'account' })
    if (isOver.current) return
    if (!answer.success && answer.error === 'signed_out') return end('signedOut')
    // What is shown stays where only the connection failed.
    setReply((former) => (former?.success && !answer.success ? former : answer))
  }

  useEffect(() => {
    void read()
    // Signed out of in another tab, the account is no longer shown in this one.
    const look = () => void read()
    addEventListener('focus', look)
    addEventListener('pageshow', (event) => {
      if (event.persisted) look()
    })
  }, [])

  if (ending) {
    return (
      <Frame key={ending} title={accountWords[ending].title} takesFocus>
        <p class="lead">{accountWords[ending].lead}</p>
        <p>
          <a href="/users/signup/">{accountWords.open}</a>
        </p>
      </Frame>
    )
  }
  if (!reply) {
    return (
      <Frame title={accountWords.title}>
        <p class="lead">{accountWords.loading}</p>
      </Frame>
    )
  }
  if (!reply.success) {
    return (
      <Frame key="failure" title={accountWords.title} hasError>
        <p class="lead error" role="alert">
          {failureText(brand(), reply)}
        </p>
        <button class="button" type="button" onClick={() => void read()}>
          {uiWords.tryAgain}
        </button>
      </Frame>
    )
  }
  if (isClosing) return <Closing onBack={() => setClosing(false)} onEnd={end} />
  return <Account account={reply} onEnd={end} onChange={read} onClose={() => setClosing(true)} />
}

render(<App />, byId('account', HTMLElement))
