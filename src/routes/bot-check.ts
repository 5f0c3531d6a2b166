import { BOT_CHECK_ACTION } from '../bot-check/bot-check.ts'
import { readConfig } from '../config.ts'
import { refuse } from '../http/errors.ts'
import { factory } from '../http/factory.ts'
import { pageWords } from '../http/language.ts'
import { botCheckHeaders } from '../http/security-headers.ts'
import { markup } from '../platform/markup.ts'
import { randomToken } from '../platform/secrets.ts'

const PATH = '/users/bot-check'

/**
 * Serves the bot check for a frame of the signup page, which so loads nothing from elsewhere itself.
 * Where no check is configured there is no such page.
 */
export const botCheck = factory.createApp().get(PATH, (c) => {
  const result = readConfig(c.env)
  if (!result.ok || !result.config.botCheck) return refuse(c, { reason: 'not_found' })
  const { origin, siteKey } = result.config.botCheck
  const { locale, botCheckPage } = pageWords(c)
  const nonce = randomToken()
  for (const [name, value] of Object.entries(botCheckHeaders(origin, nonce))) {
    c.header(name, value)
  }
  // The script hands its nonce on to Turnstile's, which gives it to the styles that it makes.
  return c.html(
    markup`<!doctype html>
      <html lang="${locale.tag}" dir="${locale.dir}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <title>${botCheckPage.title(result.config.brand)}</title>
          <style nonce="${nonce}">
            body {
              margin: 0;
              background: none;
            }
          </style>
          <script nonce="${nonce}" type="module" src="/assets/bot-check-frame.js"></script>
        </head>
        <body>
          <div
            id="check"
            data-origin="${origin}"
            data-site-key="${siteKey}"
            data-action="${BOT_CHECK_ACTION}"
          ></div>
        </body>
      </html>`,
  )
})
