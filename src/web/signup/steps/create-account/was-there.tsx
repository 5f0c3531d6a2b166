import { Frame } from '../../../ui/frame.tsx'
import { flowWords } from '../words.ts'
import { passwordWords } from './words.ts'

/** Says that an earlier request made the account, with the password that came with it. */
export function WasThere({ onGoOn }: { onGoOn: () => void }) {
  return (
    <Frame progress={flowWords.signup} title={passwordWords.wasThere.title} takesFocus>
      <p class="lead">{passwordWords.wasThere.lead}</p>
      <button class="button" type="button" onClick={onGoOn}>
        {passwordWords.wasThere.goOn}
      </button>
    </Frame>
  )
}
