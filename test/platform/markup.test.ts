import { expect, it } from 'vitest'
import { markup } from '../../src/platform/markup.ts'

it('markup escapes what is put in, and nothing of the template', () => {
  expect(markup`<p title="${'"x" & \'y\''}">${'<b>'}\n</p>`).toBe(
    '<p title="&quot;x&quot; &amp; &apos;y&apos;">&lt;b&gt;\n</p>',
  )
})
