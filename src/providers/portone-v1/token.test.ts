/** Specifies how long a token is used, by the sheet's vectors (portone-v1 §2.1), and that one fetch serves all. */
import { describe, expect, test } from 'vitest'
import { after as plus, SECOND_MS } from '../../core/time.ts'
import { NOW } from './fixtures/sample.ts'
import { createTokenCache, type Fetched } from './token.ts'

const token = (text: string, seconds: number): Fetched => ({ kind: 'token', text, ttlMs: seconds * SECOND_MS })

/** Asks at so many seconds after the first vector; `answers` are what the provider would say next. */
function play(...answers: readonly Fetched[]) {
  const left = [...answers]
  const cache = createTokenCache()
  let fetches = 0
  const at = async (seconds: number, rejected: string | null = null) => {
    const fetched = await cache.get({
      at: plus(NOW, seconds * SECOND_MS),
      rejected,
      ask: async () => {
        fetches += 1
        return left.shift() ?? { kind: 'none', why: 'nothing was planned' }
      },
    })
    return fetched.kind === 'token' ? fetched.text : fetched.kind
  }
  return { at, fetches: () => fetches }
}

describe('a token', () => {
  test('is used until 30 s before its end, then renewed for what the provider gives it', async () => {
    const { at, fetches } = play(token('T1', 1_800), token('T1', 330), token('T2', 1_800))
    for (const seconds of [0, 600, 1_739, 1_769]) expect(await at(seconds)).toBe('T1')
    expect(fetches()).toBe(1)
    // 30 s left: PortOne stretches the same token by five minutes (step 4), and no more is believed.
    expect(await at(1_770)).toBe('T1')
    expect(await at(2_069)).toBe('T1')
    expect(fetches()).toBe(2)
    expect(await at(2_101)).toBe('T2')
    expect(fetches()).toBe(3)
  })

  test('that was turned away is not used again', async () => {
    const { at, fetches } = play(token('T1', 1_800), token('T2', 1_800))
    await at(0)
    expect(await at(1, 'T1')).toBe('T2')
    expect(await at(2)).toBe('T2')
    // Another call was turned away with the old one meanwhile: the new one is there already.
    expect(await at(3, 'T1')).toBe('T2')
    expect(fetches()).toBe(2)
  })

  test('is fetched anew when our clock was set back', async () => {
    const { at } = play(token('T1', 1_800), token('T2', 1_800))
    await at(100)
    expect(await at(99)).toBe('T2')
  })

  test('that could not be had is asked for again', async () => {
    const { at } = play({ kind: 'none', why: 'x' }, token('T1', 1_800))
    expect(await at(0)).toBe('none')
    expect(await at(0)).toBe('T1')
  })

  test('is fetched once for all who wait', async () => {
    const gate = Promise.withResolvers<Fetched>()
    const cache = createTokenCache()
    let fetches = 0
    const ask = () => {
      fetches += 1
      return gate.promise
    }
    const waiting = Array.from({ length: 50 }, () => cache.get({ at: NOW, rejected: null, ask }))
    gate.resolve(token('T1', 1_800))
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([token('T1', 1_800)]))
    expect(fetches).toBe(1)
  })
})
