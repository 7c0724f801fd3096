/** `--recover` and what belongs to it: a time that cannot be read stops the start, it is never guessed. */
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { type RecoverOptions, readRecover, recoverable } from './recover-options.ts'

const DAY = 86_400_000

const parse = (...args: string[]) =>
  readRecover(recoverable(new Command('serve').exitOverride()).parse(args, { from: 'user' }).opts<RecoverOptions>())

describe('a start', () => {
  it('without --recover recovers nothing', () => expect(parse()).toBeNull())

  it('with it takes the last heartbeat and a week before it', () => {
    expect(parse('--recover')).toEqual({ since: null, backMs: 7 * DAY })
  })

  it('takes another point and another time back', () => {
    const asked = parse('--recover', '--since', '2026-11-20T12:00:00+09:00', '--back', 'P30D')
    expect(asked).toEqual({ since: Date.UTC(2026, 10, 20, 3), backMs: 30 * DAY })
  })

  it.each([
    ['--since', '2026-11-20T12:00:00', /with its zone/],
    ['--since', 'yesterday', /with its zone/],
    ['--since', '2026-13-40T12:00:00Z', /with its zone/],
    ['--back', '7 days', /ISO 8601/],
  ])('with %s %s does not start', (option, value, words) => {
    expect(() => parse('--recover', option, value)).toThrow(words)
  })

  it('with --since alone does not start: the recovery was forgotten', () => {
    expect(() => parse('--since', '2026-11-20T12:00:00Z')).toThrow(/belongs to --recover/)
  })
})
