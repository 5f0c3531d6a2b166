import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { loadLocales } from '../../src/build/locales.ts'

it('the page of an unknown address is in every language, each marked as what it is', async () => {
  const page = await readFile('static/404.html', 'utf8')
  const parts = page.split('<section').slice(1)
  const locales = await loadLocales()
  expect(parts).toHaveLength(locales.length)
  for (const [at, { locale, notFound }] of locales.entries()) {
    expect(parts[at]).toContain(`lang="${locale.tag}" dir="${locale.dir}"`)
    expect(parts[at]).toContain(`<h1>${notFound.title}</h1>`)
    expect(parts[at]).toContain(`<a href="/users/signup/">${notFound.start}</a>`)
    expect(page).toMatch(new RegExp(`<title>.*${notFound.title}.* – NeoBank</title>`))
  }
})
