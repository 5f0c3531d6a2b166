import { byId, linkButton, within } from '../../lib/dom.ts'
import type { Channel } from '../../lib/replies.ts'
import { delivery } from '../../lib/words.ts'
import type { ResendRow } from '../screens/resend-row.ts'

interface Offer {
  button: HTMLElement
  /** Holds the button and the line of the help list, each in what shows or hides it. */
  parts: HTMLElement[]
}

const offers = new Map<Channel, Offer>()
let row: HTMLElement | undefined

/** Offers these channels and no others; `add` gives a new button its work. */
export function offerChannels(channels: readonly Channel[], add: ResendRow['add']): void {
  for (const channel of channels) {
    // The server may come to know channels that this page does not.
    if (channel in delivery.channels && !offers.has(channel))
      offers.set(channel, makeOffer(channel, add))
  }
  for (const [channel, { parts, button }] of offers) {
    const isHidden = !channels.includes(channel)
    if (isHidden && button === document.activeElement) byId('resend', HTMLElement).focus()
    for (const part of parts) part.hidden = isHidden
  }
}

function makeOffer(channel: Channel, add: ResendRow['add']): Offer {
  const { ask, progress, success, help } = delivery.channels[channel]
  const button = linkButton(ask)
  button.setAttribute('aria-describedby', 'resend-wait')
  const place = document.createElement('span')
  place.append(button)
  row ??= makeRow()
  row.append(place)

  const line = document.createElement('li')
  line.textContent = help
  within(document.body, '.help ul', HTMLElement).append(line)

  add({ element: button, channel, progress, success })
  return { button, parts: [place, line] }
}

function makeRow(): HTMLElement {
  const element = document.createElement('div')
  Object.assign(element.style, { display: 'flex', flexWrap: 'wrap', columnGap: '1.25rem' })
  within(document.body, '.resend-row', HTMLElement).after(element)
  // What is said of a call takes two lines, for which there is room from the start.
  byId('resend-note', HTMLElement).style.minHeight = 'calc(2em * var(--line) + 0.75rem)'
  return element
}
