import { useEffect, useRef } from 'preact/hooks'
import { languagesOf } from '../../../ui/languages.ts'
import { Slot, slotId } from '../../../ui/field.tsx'
import { uiWords } from '../../../ui/words.ts'

import { type NoticeText, purposeId } from './purposes.ts'
import type { NoticeState } from './use-notice.ts'
import { locale, noticeWords } from './words.ts'

interface NoticeProps {
  notice: NoticeState
  ticked: readonly string[]
  error: string | undefined
  onChange: (ticked: readonly string[]) => void
}

/** Shows what is asked for and why, in a language of its own, and has its purposes ticked. */
export function Notice({ notice, ticked, error, onChange }: NoticeProps) {
  const { current, failure, isNew } = notice
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (isNew) title.current?.focus()
  }, [isNew, current])

  if (!current) {
    return (
      <section class="consent" id="notice" tabIndex={-1}>
        <div class="notice" data-kind={(failure ?? error) && 'error'}>
          <p class="hint">{failure ? '' : noticeWords.loading}</p>
          <p class="error" role="alert">
            {failure ?? error}
          </p>
        </div>
        {failure && (
          <button class="link" type="button" onClick={() => void notice.load()}>
            {uiWords.tryAgain}
          </button>
        )}
      </section>
    )
  }

  const { language, items } = current
  const others = languagesOf(locale).filter(({ tag }) => tag !== language)
  const languages = new Intl.DisplayNames([locale.tag], { type: 'language' })
  const dir = new Intl.Locale(language).maximize().script === 'Arab' ? 'rtl' : 'ltr'
  const needed = items.filter(({ required }) => required)
  const optional = items.filter(({ required }) => !required)

  function tick(id: string, isTicked: boolean): void {
    onChange(isTicked ? [...ticked, id] : ticked.filter((other) => other !== id))
  }

  const purposes = (group: readonly NoticeText['items'][number][]) =>
    group.map(({ id, data, purpose, required }) => (
      <label key={id} class="purpose" for={purposeId(id)} lang={language} dir={dir}>
        <input
          id={purposeId(id)}
          type="checkbox"
          checked={ticked.includes(id)}
          aria-describedby={required && error ? slotId('consent') : undefined}
          aria-invalid={required && error && !ticked.includes(id) ? true : undefined}
          onChange={(event) => tick(id, event.currentTarget.checked)}
        />
        <span>
          <strong>{data}</strong> {purpose}
        </span>
      </label>
    ))

  return (
    <section class="consent" id="notice" aria-labelledby="notice-title">
      <h2 id="notice-title" ref={title} tabIndex={-1} lang={language} dir={dir}>
        {current.title}
      </h2>
      {isNew && <p class="error">{noticeWords.changed}</p>}
      <p class="languages">
        {noticeWords.languages}{' '}
        {others.map(({ tag, name }) => (
          <button
            key={tag}
            class="link"
            type="button"
            lang={tag}
            onClick={() => void notice.load(tag)}
          >
            {name}
          </button>
        ))}
      </p>
      <fieldset>
        <legend>{needed.length > 1 ? noticeWords.needed : noticeWords.neededOne}</legend>
        {purposes(needed)}
      </fieldset>
      {error && <Slot of="consent" error={error} />}
      {optional.length > 0 && (
        <fieldset>
          <legend>{noticeWords.optional}</legend>
          {purposes(optional)}
        </fieldset>
      )}
      <div class="rights" lang={language} dir={dir}>
        <p>{current.rights}</p>
        <p>{current.withdraw}</p>
        <p>{current.complain}</p>
      </div>
      <p class="version">
        {noticeWords.version(current.version, languages.of(language) ?? language)}
      </p>
      <p class="error" role="alert">
        {failure}
      </p>
    </section>
  )
}
