import { identityWords } from './words.ts'

/** Offers to leave what is verified as it is, where something is. */
export function Keep({ onKeep }: { onKeep: (() => void) | undefined }) {
  if (!onKeep) return null
  return (
    <p class="aside-action">
      <button class="link" type="button" onClick={onKeep}>
        {identityWords.keep}
      </button>
    </p>
  )
}
