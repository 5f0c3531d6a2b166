import { expect, it } from 'vitest'
import { call } from '../support/app.ts'
import { envWith } from '../support/bindings.ts'
import { ALL_STEPS } from '../support/identity.ts'

const notices = (query = '', headers = {}) => call(`/users/api/notices/${query}`, { headers })

it('the notice of step 2 tells of each purpose, and which the step needs', async () => {
  const { body } = await notices()
  expect(body).toMatchObject({
    notices: [
      {
        step: 2,
        version: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        language: 'en',
        items: [
          { id: 'account', required: true },
          { id: 'contact', required: true },
          { id: 'offers', required: false },
        ],
      },
    ],
  })
})

it.each([
  ['?language=hi', {}, 'hi'],
  ['?language=ur', { 'Accept-Language': 'hi' }, 'ur'],
  ['', { 'Accept-Language': 'hi' }, 'hi'],
  ['?language=tlh', { 'Accept-Language': 'hi' }, 'hi'],
  ['?language=tlh', {}, 'en'],
])('notices for %j with %j are in the language %s', async (query, headers, language) => {
  expect((await notices(query, headers)).body).toMatchObject({ notices: [{ language }] })
})

it('notices are of the steps that are on, each with one purpose where one is enough', async () => {
  const { body } = await call('/users/api/notices/', { env: envWith(ALL_STEPS) })
  expect(body).toMatchObject({
    notices: [
      { step: 2 },
      { step: 3, items: [{ id: 'aadhaar', required: true }] },
      { step: 4, items: [{ id: 'pan', required: true }] },
    ],
  })
})
