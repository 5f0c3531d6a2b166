import { cookiesSet } from '../support/people.ts'
import type { Verdict } from './verdict.ts'
import type { World } from './world.ts'

/** Looks for codes, phones, tokens, answers and passwords wherever they must never be. */
export function checkLeaks(world: World, verdict: Verdict): void {
  const secrets = new Set<string>()
  const words = new Set<string>()
  for (const { texts, reply, body } of world.exchanges) {
    for (const said of [body.full_name, body.email, body.password, body.pan, body.return_query]) {
      if (typeof said === 'string' && said.length > 8) words.add(said)
    }
    for (const { to, code } of texts)
      for (const text of [to.slice(1), to.slice(3), code]) secrets.add(text)
    for (const [, value] of reply ? cookiesSet(reply) : []) {
      secrets.add(value.split('.').at(-1) ?? value)
    }
  }
  const objects = world.namespaces.flatMap(({ objects: all }) => [...all])
  const places: Readonly<Record<string, readonly string[]>> = {
    'a line of the log': world.logged,
    'a key of KV': world.kv.keys,
    'a value in KV': world.kv.values,
    'the name of an object': objects.map(([name]) => name),
    'the storage of an object': objects.map(([, { storage }]) => storage.dump()),
    'a database': world.databases.map((database) => database.dump()),
  }
  for (const [place, texts] of Object.entries(places)) {
    for (const text of texts) {
      // Whole runs, as six digits may stand within a hash by chance; and a range may be a code.
      const runs = text.match(/(?<![\w-]|range:)(\d{6}|\d{10}|\d{12}|[\w-]{43})(?![\w-])/g) ?? []
      const found =
        runs.find((run) => secrets.has(run)) ?? [...words].find((word) => text.includes(word))
      verdict.hold(
        found === undefined,
        'no code, phone, token, answer or password is logged, kept in clear, or a name',
        () => `${found} in ${place}: ${text.slice(0, 300)}`,
      )
    }
  }
}
