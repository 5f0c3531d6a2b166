import { fail, type Failure, json, startStandIn } from './stand-in.ts'

/** Lists how a provider fails that answers, whatever it is asked. */
const ANSWERS = {
  throttles: { status: 429, body: {} },
  refuses_account: { status: 401, body: { message: 'Unauthorized' } },
  answers_500: { status: 500, body: { error: { code: 'internal_server_error' } } },
  answers_503: { status: 503, body: 'down' },
  answers_504: { status: 504, body: 'timeout' },
  answers_other_json: { status: 200, body: { data: [], verification: { success: true } } },
  answers_too_much: {
    status: 200,
    body: { verification: 'success', padding: 'A'.repeat(600_000) },
  },
} as const

const FAILURES = [
  'reset',
  'silent',
  'slow_body',
  'garbage',
] as const satisfies readonly Failure['kind'][]

export type Failing = keyof typeof ANSWERS | (typeof FAILURES)[number]

const isAnswer = (how: Failing): how is keyof typeof ANSWERS => how in ANSWERS

const ALL: readonly Failing[] = [
  ...FAILURES,
  'throttles',
  'refuses_account',
  'answers_500',
  'answers_503',
  'answers_504',
  'answers_other_json',
  'answers_too_much',
]

/** Runs a stand-in for each way in which a provider fails, and tells where each is. */
export async function startFailing() {
  const started = await Promise.all(
    ALL.map(async (how) => {
      const server = await startStandIn((_, response) => {
        if (isAnswer(how)) json(response, ANSWERS[how])
        else fail(response, { kind: how })
      })
      return { how, ...server }
    }),
  )
  const origins = Object.fromEntries(started.map(({ how, origin }) => [how, origin]))
  return {
    originOf: origins,
    stop: () => Promise.all(started.map(({ stop }) => stop())),
  }
}
