import { OTHER_WAYS } from './delivery-wording.ts'
import { byId, within } from './page.ts'
import type { Channel } from './replies.ts'
import type { Way } from './resend.ts'

interface Offer {
  /** The button and the line of the help list, each in what shows or hides it. */
  parts: HTMLElement[]
  element: HTMLElement
}

const offers = new Map<Channel, Offer>()
let row: HTMLElement | undefined

/** Offers these ways to get the code and no others; `add` gives a new button its work. */
export function offerWays(channels: readonly Channel[], add: (way: Way) => void): void {
  for (const channel of channels) {
    // The server may come to know ways that this page does not.
    if (channel in OTHER_WAYS && !offers.has(channel)) offers.set(channel, makeOffer(channel, add))
  }
  for (const [channel, { parts, element }] of offers) {
    const offered = channels.includes(channel)
    if (!offered && element === document.activeElement) byId('resend', HTMLElement).focus()
    for (const part of parts) part.hidden = !offered
  }
}

function makeOffer(channel: Channel, add: (way: Way) => void): Offer {
  const { ask, sending, sent, help } = OTHER_WAYS[channel]
  const element = document.createElement('button')
  element.type = 'button'
  element.className = 'link'
  element.textContent = ask
  element.setAttribute('aria-describedby', 'resend-wait')
  const place = document.createElement('span')
  place.append(element)
  row ??= makeRow()
  row.append(place)

  const line = document.createElement('li')
  line.textContent = help
  within(document.body, '.help ul', HTMLElement).append(line)

  add({ element, channel, sending, sent })
  return { parts: [place, line], element }
}

function makeRow(): HTMLElement {
  const made = document.createElement('div')
  Object.assign(made.style, { display: 'flex', flexWrap: 'wrap', columnGap: '1.25rem' })
  within(document.body, '.resend-row', HTMLElement).after(made)
  // What is said of a call takes two lines, for which there is room from the start.
  byId('resend-note', HTMLElement).style.minHeight = 'calc(2 * 1.55em + 0.75rem)'
  return made
}
