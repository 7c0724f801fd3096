/** Changes bytes without knowing what they mean: flipped, cut, doubled, moved, and mixed with another seed. */
import type { Dice } from '../../sim/dice.ts'
import { wildText } from './wild.ts'

/** Where the largest body of a webhook ends (`webhookLimitBytes`); readers must not be slow up to there. */
export const MOST_BYTES = 128 * 1024

type Op = (bytes: Buffer, dice: Dice) => Buffer

const splice = (bytes: Buffer, { from, to }: Range, put: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)])

interface Range {
  readonly from: number
  readonly to: number
}

/** Short ones are more likely, so that something of the whole stays. */
function rangeOf(bytes: Buffer, dice: Dice): Range {
  const from = dice.below(bytes.length + 1)
  const most = Math.ceil((bytes.length - from) * dice.fraction() ** 3)
  return { from, to: Math.min(bytes.length, from + most) }
}

const setByte: Op = (bytes, dice) => {
  const copy = Buffer.from(bytes)
  if (copy.length > 0) copy[dice.below(copy.length)] = dice.below(256)
  return copy
}

const flipBit: Op = (bytes, dice) => {
  const copy = Buffer.from(bytes)
  const at = dice.below(copy.length)
  if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << dice.below(8))
  return copy
}

/** A digit becomes another one: money, codes and dates stay money, codes and dates. */
const turnDigit: Op = (bytes, dice) => {
  const digits = [...bytes.subarray(0, 20_000).keys()].filter((at) => isDigit(bytes[at]))
  if (digits.length === 0) return setByte(bytes, dice)
  const copy = Buffer.from(bytes)
  copy[dice.pick(digits)] = 0x30 + dice.below(10)
  return copy
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

const cutRange: Op = (bytes, dice) => splice(bytes, rangeOf(bytes, dice), Buffer.alloc(0))

const cutEnd: Op = (bytes, dice) => bytes.subarray(0, dice.below(bytes.length + 1))

const doubleRange: Op = (bytes, dice) => {
  const { from, to } = rangeOf(bytes, dice)
  return splice(bytes, { from, to: from }, bytes.subarray(from, to))
}

const moveRange: Op = (bytes, dice) => {
  const { from, to } = rangeOf(bytes, dice)
  const without = splice(bytes, { from, to }, Buffer.alloc(0))
  const at = dice.below(without.length + 1)
  return splice(without, { from: at, to: at }, bytes.subarray(from, to))
}

const insertWild: Op = (bytes, dice) => {
  const at = dice.below(bytes.length + 1)
  return splice(bytes, { from: at, to: dice.chance(0.5) ? at : rangeOf(bytes, dice).to }, Buffer.from(wildText(dice)))
}

const repeatRange: Op = (bytes, dice) => {
  const { from, to } = rangeOf(bytes, dice)
  const unit = bytes.subarray(from, Math.max(from + 1, to))
  if (unit.length === 0) return bytes
  const times = 1 + Math.floor((MOST_BYTES / unit.length) * dice.fraction() ** 6)
  return splice(bytes, { from, to: from }, Buffer.concat(Array.from({ length: times }, () => unit)))
}

const OPS: readonly Op[] = [
  setByte,
  flipBit,
  turnDigit,
  turnDigit,
  cutRange,
  cutEnd,
  doubleRange,
  moveRange,
  insertWild,
  insertWild,
  repeatRange,
]

/** One to four changes. */
export function mutateBytes(body: Uint8Array, dice: Dice): Buffer {
  let bytes: Buffer = Buffer.from(body)
  for (let round = dice.between(1, 4); round > 0; round -= 1) bytes = dice.pick(OPS)(bytes, dice)
  return bytes.subarray(0, MOST_BYTES)
}

/** The beginning of one and the end of another. */
export function crossOver(one: Uint8Array, other: Uint8Array, dice: Dice): Buffer {
  const cut = dice.fraction()
  const [head, tail] = [Math.floor(one.length * cut), Math.floor(other.length * cut)]
  return Buffer.concat([one.subarray(0, head), other.subarray(tail)]).subarray(0, MOST_BYTES)
}
