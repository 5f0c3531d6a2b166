import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../src/platform/time.ts'
import {
  afterText,
  type GatewayHealth,
  HEALTHY,
  isSuccess,
  withoutProbe,
  withProbe,
} from '../../src/traffic/gateway-breaker.ts'
import { Random } from '../simulation/random.ts'

const START = 1000 * HOUR

/** How it stands after so many failures, a second apart, the last of them at `at`. */
function failing(times: number, at = START, from = HEALTHY): GatewayHealth {
  let health = from
  for (let i = times - 1; i >= 0; i--) health = afterText(health, false, at - i * SECOND)
  return health
}

/** Sends one probe, which fails; and how it stands then. */
function probeFails(health: GatewayHealth, now: number): GatewayHealth {
  const probing = withProbe(health, now)
  if (!probing) throw new Error('no probe may go')
  return afterText(probing, false, now)
}

/** A gateway after `times` failed probes, each as soon as it may go. */
function afterProbes(times: number): GatewayHealth {
  let health = failing(5)
  for (let i = 0; i < times; i++) health = probeFails(health, health.at)
  return health
}

describe('an answer', () => {
  it.each([
    ['accepted', true],
    ['undeliverable', true],
    ['not_taken', false],
    ['misconfigured', false],
    ['unknown', false],
  ] as const)('%s is a success: %s', (answer, is) => {
    expect(isSuccess(answer)).toBe(is)
  })
})

describe('a gateway', () => {
  it('is passed over from the fifth failure in a row, for half a minute', () => {
    expect(failing(4)).toMatchObject({ failures: 4, tripped: false })
    expect(failing(5)).toEqual({
      failures: 5,
      failedAt: START,
      strikes: 1,
      tripped: true,
      probing: false,
      at: START + 30 * SECOND,
    })
  })

  it('is not, where a text in between was taken', () => {
    const health = failing(4, START + 5 * SECOND, afterText(failing(4), true, START + SECOND))
    expect(health).toMatchObject({ failures: 4, tripped: false })
  })

  it('is not, where a failure came over ten minutes after the one before', () => {
    expect(afterText(failing(4), false, START + 10 * MINUTE).tripped).toBe(true)
    const later = afterText(failing(4), false, START + 10 * MINUTE + 1)
    expect(later).toMatchObject({ failures: 1, tripped: false })
  })

  it('changes nothing by a text taken while all is well, so that nothing is written', () => {
    expect(afterText(HEALTHY, true, START)).toBe(HEALTHY)
    const recovered = afterText(failing(5), true, START + SECOND)
    expect(afterText(recovered, true, START + MINUTE)).toBe(recovered)
  })

  it('that is passed over is not judged by texts that were on their way', () => {
    const health = failing(5)
    expect(afterText(health, false, START + SECOND)).toBe(health)
    expect(afterText(health, false, START + HOUR)).toBe(health)
  })

  it('waits twice as long for each probe that fails, ten minutes at most', () => {
    const waits = [0, 1, 2, 3, 4, 5, 6].map((times) => {
      const { at, failedAt } = afterProbes(times)
      return (at - failedAt) / SECOND
    })
    expect(waits).toEqual([30, 60, 120, 240, 480, 600, 600])
  })

  it('is back at once when any text is taken', () => {
    const health = afterText(failing(5), true, START + SECOND)
    expect(health).toMatchObject({ failures: 0, tripped: false, at: START + SECOND })
    const probing = withProbe(failing(5), START + MINUTE) ?? HEALTHY
    const back = afterText(probing, true, START + MINUTE)
    expect(back).toMatchObject({ failures: 0, tripped: false, probing: false })
    expect(failing(4, START + 2 * MINUTE, back).tripped).toBe(false)
  })

  it.each([
    [HOUR - 1, 120 * SECOND],
    [HOUR, 30 * SECOND],
  ])('that fails again %i ms after it was back waits %i ms', (later, wait) => {
    const back = afterText(afterProbes(1), true, START + HOUR)
    const again = failing(5, START + HOUR + later, back)
    expect(again.at - again.failedAt).toBe(wait)
  })
})

describe('a probe', () => {
  it('goes to none that is well, and to none before its wait is over', () => {
    expect(withProbe(HEALTHY, START)).toBeUndefined()
    expect(withProbe(failing(5), START + 30 * SECOND - 1)).toBeUndefined()
    expect(withProbe(failing(5), START + 30 * SECOND)).toMatchObject({
      probing: true,
      tripped: true,
      at: START + MINUTE,
    })
  })

  it('that nothing is heard of lets another go after the same wait', () => {
    const probing = withProbe(failing(5), START + MINUTE) ?? HEALTHY
    expect(withProbe(probing, START + 90 * SECOND - 1)).toBeUndefined()
    expect(withProbe(probing, START + 90 * SECOND)).toMatchObject({ at: START + 2 * MINUTE })
  })

  it('that was never sent lets another go at once', () => {
    const probing = withProbe(failing(5), START + MINUTE) ?? HEALTHY
    const free = withoutProbe(probing, START + MINUTE + SECOND)
    expect(withProbe(free, START + MINUTE + SECOND)).toMatchObject({ probing: true })
    // A straggler that fails now is no probe, and does not lengthen the wait.
    expect(afterText(free, false, START + MINUTE + 2 * SECOND)).toBe(free)
  })

  it('that is given back twice, or too late, changes nothing', () => {
    const health = failing(5)
    expect(withoutProbe(health, START + SECOND)).toBe(health)
    const failed = probeFails(health, START + MINUTE)
    expect(withoutProbe(failed, START + MINUTE)).toBe(failed)
  })
})

type Step = {
  readonly wait: number
  readonly what: 'ok' | 'fails' | 'asks'
  readonly times: number
}

const steps = fc.array(
  fc.record<Step>({
    wait: fc.integer({ min: 0, max: 15 * MINUTE }),
    what: fc.constantFrom('ok', 'fails', 'fails', 'asks', 'asks'),
    times: fc.integer({ min: 1, max: 8 }),
  }),
  { maxLength: 60 },
)

/** Plays the steps; `granted` hears of each probe, with how the gateway stood before. */
function play(
  all: readonly Step[],
  granted: (before: GatewayHealth, now: number) => void,
): GatewayHealth {
  let health = HEALTHY
  let now = START
  for (const { wait, what, times } of all) {
    now += wait
    for (let i = 0; i < times; i++) {
      if (what !== 'asks') health = afterText(health, what === 'ok', now)
      const probing = what === 'asks' ? withProbe(health, now) : undefined
      if (!probing) continue
      granted(health, now)
      health = probing
    }
  }
  return health
}

describe('whatever happens', () => {
  it('no two probes go within one wait, however many ask', () => {
    fc.assert(
      fc.property(steps, (all) => {
        let last = -Infinity
        play(all, (before, now) => {
          expect(now - last).toBeGreaterThanOrEqual(30 * SECOND)
          expect(before.tripped).toBe(true)
          expect(now).toBeGreaterThanOrEqual(before.at)
          last = now
        })
      }),
    )
  })

  it('a gateway that works again is back by the first probe, at most ten minutes later', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const health = play(all, () => undefined)
        const now = Math.max(START + HOUR * 24, health.at)
        if (!health.tripped) return
        expect(health.at - health.failedAt).toBeGreaterThanOrEqual(30 * SECOND)
        const probing = withProbe(health, now)
        expect(probing && probing.at - now).toBeLessThanOrEqual(10 * MINUTE)
        expect(probing && afterText(probing, true, now).tripped).toBe(false)
      }),
    )
  })
})

describe('a gateway that fails one text in five by chance', () => {
  it('is passed over once in some 3,900 texts, and for less than a hundredth of the time', () => {
    const random = new Random('one in five')
    const gap = 10 * SECOND
    const texts = 400_000
    let [health, trips, passedOver] = [HEALTHY, 0, 0]
    for (let i = 0; i < texts; i++) {
      const now = START + i * gap
      const ok = !random.chance(0.2)
      if (!health.tripped) {
        health = afterText(health, ok, now)
        trips += Number(health.tripped)
        continue
      }
      passedOver += 1
      const probing = withProbe(health, now)
      if (probing) health = afterText(probing, ok, now)
    }
    // In a row: 0.2⁵ · 0.8 / (1 − 0.2⁵) of all texts end a run of five: one in 3,905.
    expect(texts / trips).toBeGreaterThan(3000)
    expect(texts / trips).toBeLessThan(5000)
    expect(passedOver / texts).toBeLessThan(0.01)
  })
})
