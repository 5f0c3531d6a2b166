import { readConfig } from '../config.ts'
import { refuse } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { pageWords } from '../http/language.ts'
import { CONSENT_PATH, waysBack } from '../identity/aadhaar/sandbox.ts'
import { markup } from '../platform/markup.ts'

/** Serves the page that stands for DigiLocker in development; where it does not, there is none. */
export const sandboxDigiLocker = factory.createApp().get(CONSENT_PATH, (c) => {
  const result = readConfig(c.env)
  const ways = waysBack(new URL(c.req.url))
  if (!result.ok || result.config.aadhaar?.digiLocker?.name !== 'sandbox' || !ways) {
    return refuse(c, { reason: 'not_found' })
  }
  const { locale, sandboxPage } = pageWords(c)
  return c.html(
    markup`<!doctype html>
      <html lang="${locale.tag}" dir="${locale.dir}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${sandboxPage.title}</title>
          <link rel="stylesheet" href="/assets/styles.css" />
          <link rel="stylesheet" href="/assets/later.css" />
        </head>
        <body>
          <main>
            <div class="form">
              <h1>${sandboxPage.title}</h1>
              <p class="lead">${sandboxPage.lead}</p>
              <a class="button" href="${ways.shared}">${sandboxPage.share}</a>
              <a class="button second" href="${ways.refused}">${sandboxPage.refuse}</a>
            </div>
          </main>
        </body>
      </html>`,
  )
})
