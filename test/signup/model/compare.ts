import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import type { Client } from './client.ts'
import { type Guess, land, read, type Seen, type Send, send, verify } from './contract.ts'
import type { Run } from './requests.ts'
import type { World } from './world.ts'

/** Each asks the Worker, then the model, and fails where they differ. */

export async function compareSend(run: Run, client: Client, asked: Send): Promise<void> {
  run.asked.push(asked)
  const { seen, fresh } = await client.send(asked)
  if (fresh.code !== undefined) run.codes.push(fresh.code)
  expect(seen).toEqual(send(run.world, asked, fresh))
}

export async function compareLanding(run: Run, client: Client, taken: boolean): Promise<void> {
  const { seen, fresh } = await client.land(taken)
  expect(seen).toEqual(land(run.world, taken, fresh))
}

export async function compareGuess(run: Run, client: Client, guess: Guess): Promise<void> {
  const { seen, fresh } = await client.verify(guess)
  expect(seen).toEqual(verify(run.world, guess, fresh))
}

export async function compareReading({ world }: Run, client: Client, cookie: string) {
  expect(await client.read(cookie)).toEqual(read(world, cookie))
}

/**
 * Two requests at once must come to what the model says of one after the other, in either order; or
 * of two sends one was told that the other is under way, and nothing came of it.
 */
export async function compareBoth(run: Run, client: Client, calls: readonly (Send | Guess)[]) {
  const { seen, texts } = await client.together(calls)
  run.codes.push(...texts.values())
  const replies = seen.map((one) => ({ ...one.seen, text: undefined }))
  const inTurn = (order: readonly number[]) => {
    const world = structuredClone(run.world)
    const came = new Map<string, string>()
    const predicted: (Seen | undefined)[] = [...replies]
    for (const nth of order) {
      const [call, fresh] = [calls[nth], seen[nth]?.fresh ?? {}]
      if (!call) continue
      const reply = 'phone' in call ? send(world, call, fresh) : verify(world, call, fresh)
      if (reply?.text !== undefined && 'phone' in call) came.set(call.phone, reply.text)
      predicted[nth] = reply && { ...reply, text: undefined }
    }
    return { world, outcome: { replies: predicted, texts: came } }
  }
  const late = replies.findIndex(({ body }) => body.error === 'in_progress')
  const bothSend = calls.every((call) => 'phone' in call)
  const turns = (
    late >= 0 && bothSend
      ? [[1 - late]]
      : [
          [0, 1],
          [1, 0],
        ]
  ).map(inTurn)
  const fitting = turns.filter(({ outcome }) => isDeepStrictEqual(outcome, { replies, texts }))
  if (fitting.length === 0) expect({ replies, texts }).toEqual(turns[0]?.outcome)
  const worlds = fitting.map(({ world }) => world)
  Object.assign(run.world, worlds.length > 1 ? await theOneSeen(worlds, client) : worlds[0])
}

/** Where both orders give the same answers, what the sessions say tells which it was. */
async function theOneSeen(worlds: readonly World[], client: Client): Promise<World | undefined> {
  const cookies = worlds.flatMap(({ sessions }) => sessions.flatMap((one) => one.cookies))
  let left = worlds
  for (const cookie of new Set(cookies)) {
    const seen = await client.read(cookie)
    const agreeing = left.filter((world) => isDeepStrictEqual(read(world, cookie), seen))
    if (agreeing.length === 0) expect(seen).toEqual(left[0] && read(left[0], cookie))
    left = agreeing
  }
  return left[0]
}
