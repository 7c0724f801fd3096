/** Values that a schema describes, and values that it nearly describes. */
import type { Dice } from '../../sim/dice.ts'
import { wildText, wildValue } from '../mutate/wild.ts'
import { type Description, resolved, type Schema } from './describe.ts'

/** What a schema cannot say, by the name of the field: only with these does a request get anywhere. */
const MEANT: Readonly<Record<string, readonly unknown[]>> = {
  channel: ['nicepay'],
  currency: ['KRW'],
  method: ['card', 'transfer', 'virtual_account'],
  // New ones in each round (`stage.ts`), and now and then the same again.
  orderId: Array.from({ length: 300 }, (_, n) => `F{round}-${n}`),
  orderName: ['바다방 1박'],
  orderWithin: ['PT15M', 'PT1S', 'P7D'],
  amount: [50_000, 1_000, 1, 20_000],
  expectedBalance: [50_000, 49_000],
  taxFree: [0, 1_000],
  vat: [0, 100],
  reason: ['변심'],
  ref: ['ROOM-1', 'ROOM-2'],
  providerRef: [1, 2, 3].map((n) => `{waiting${n - 1}_ref}`),
  providerOrderId: ['{waiting0_order}', '{waiting1_order}'],
  cancellationId: ['{cancellation}'],
  email: ['guest@example.com'],
  phone: ['01012345678'],
  name: ['홍길동'],
  holder: ['홍길동'],
  bank: ['SHINHAN', '088', 'KOOKMIN'],
  number: ['110-234-567890', '01012345678'],
  url: ['http://127.0.0.1:9/hooks'],
  success: ['https://shop.example/ok'],
  fail: ['https://shop.example/no'],
  expiresAt: ['{soon}', '2099-01-01T00:00:00+09:00', '2026-12-01T00:00:00Z'],
  from: ['2020-01-01T00:00:00Z'],
  to: ['2099-01-01T00:00:00Z'],
  date: ['2026-11-19', '2025-05-21'],
  cursor: [''],
  limit: [1, 50],
}

const MOST_ITEMS = 4
/** Deeper than any request is. */
const MOST_DEPTH = 8

export interface Maker {
  readonly description: Description
  readonly dice: Dice
}

/** A value as the schema says, if the dice let it be. */
export function validValue(maker: Maker, schema: Schema, place: { name: string; depth?: number }): unknown {
  const { description, dice } = maker
  const { name, depth = 0 } = place
  const { enum: names, const: constant, anyOf, oneOf, ...told } = resolved(description, schema)
  const meant = MEANT[name]
  if (meant !== undefined && dice.chance(0.85)) return dice.pick(meant)
  if (constant !== undefined) return constant
  if (names !== undefined) return dice.pick(names)
  const choices = anyOf ?? oneOf
  if (choices !== undefined) return validValue(maker, dice.pick(choices), { name, depth: depth + 1 })
  const type = Array.isArray(told.type) ? dice.pick(told.type as readonly string[]) : told.type
  switch (type) {
    case 'object':
      return depth > MOST_DEPTH ? {} : objectOf(maker, told, depth)
    case 'array': {
      const { items = {} } = told
      return Array.from({ length: dice.below(MOST_ITEMS) }, () => validValue(maker, items, { name, depth: depth + 1 }))
    }
    case 'integer':
    case 'number':
      return numberOf(dice, told)
    case 'boolean':
      return dice.chance(0.5)
    case 'null':
      return null
    default:
      return textOf(dice, told)
  }
}

function objectOf(maker: Maker, schema: Schema, depth: number): Record<string, unknown> {
  const { properties = {}, required = [], additionalProperties } = schema
  const { dice } = maker
  const wanted = Object.entries(properties).filter(([name]) => required.includes(name) || dice.chance(0.3))
  const own = wanted.map(([name, one]) => [name, validValue(maker, one, { name, depth: depth + 1 })])
  const more = typeof additionalProperties === 'object' && dice.chance(0.5) ? [[wildText(dice), wildText(dice)]] : []
  return Object.fromEntries([...own, ...more])
}

function numberOf(dice: Dice, { minimum = 0, maximum = 1e12 }: Schema): number {
  const [least, most] = [Math.max(minimum, -1e15), Math.min(maximum, 1e15)]
  if (dice.chance(0.2)) return dice.pick([least, most, least - 1, most + 1])
  return least + dice.below(Math.min(most - least + 1, 200_000))
}

function textOf(dice: Dice, { minLength = 0, maxLength = 40, format }: Schema): string {
  if (format === 'date-time') return '2026-11-20T06:00:00Z'
  if (dice.chance(0.1)) return '가'.repeat(Math.max(0, dice.pick([minLength, maxLength, maxLength + 1, minLength - 1])))
  return dice.chance(0.5) ? `text-${dice.below(9)}` : wildText(dice)
}

/** One thing wrong: a field too many, one too few, one of another kind. */
export function nearlyValid(maker: Maker, value: unknown): unknown {
  const { dice } = maker
  if (typeof value !== 'object' || value === null) return wildValue(dice)
  const entries = Object.entries(value)
  if (entries.length === 0) return { [wildText(dice)]: wildValue(dice) }
  const [name] = dice.pick(entries)
  const rest = entries.filter(([one]) => one !== name)
  switch (dice.below(4)) {
    case 0:
      return Object.fromEntries(rest)
    case 1:
      return Object.fromEntries([...entries, [wildText(dice), wildValue(dice)]])
    case 2:
      return Object.fromEntries([...rest, [name, nearlyValid(maker, (value as Record<string, unknown>)[name])]])
    default:
      return Object.fromEntries([...rest, [name, wildValue(dice)]])
  }
}
