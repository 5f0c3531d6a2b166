import { flowWords, stepNames } from './words.ts'

const NAMES = new Map<number, string>([
  [2, stepNames['personal-details']],
  [3, stepNames.aadhaar],
  [4, stepNames.pan],
  [5, stepNames.account],
])

interface PlanProps {
  position: number
  remaining: readonly number[]
}

/** Lists the steps that come after this one, where any does. */
export function Plan({ position, remaining }: PlanProps) {
  const coming = remaining.slice(1)
  return (
    <>
      {coming.length > 0 && (
        <>
          <h2>{flowWords.coming}</h2>
          <ol class="plan" start={position + 1}>
            {coming.map((step) => (
              <li key={step}>{NAMES.get(step)}</li>
            ))}
          </ol>
        </>
      )}
      <h2>{flowWords.keptTitle}</h2>
      <p>{flowWords.kept}</p>
    </>
  )
}
