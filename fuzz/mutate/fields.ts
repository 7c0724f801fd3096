/** Changes forms and tables: pairs and cells dropped, doubled, renamed, swapped, and filled with strange values. */
import iconv from 'iconv-lite'
import type { Dice } from '../../sim/dice.ts'
import { MOST_BYTES } from './bytes.ts'
import { wildText } from './wild.ts'

/** More than any reader takes. */
const MOST_PARTS = 400

type Parts = string[]
type Op = (parts: Parts, dice: Dice) => Parts

const at = (parts: Parts, index: number): string => parts[index] ?? ''

const drop: Op = (parts, dice) => parts.toSpliced(dice.below(parts.length), 1)

const double: Op = (parts, dice) => {
  const index = dice.below(parts.length)
  const times = 1 + Math.floor(MOST_PARTS * dice.fraction() ** 8)
  return parts.toSpliced(index, 0, ...Array.from({ length: times }, () => at(parts, index)))
}

const swap: Op = (parts, dice) => {
  const [a, b] = [dice.below(parts.length), dice.below(parts.length)]
  return parts.with(a, at(parts, b)).with(b, at(parts, a))
}

const cutShort: Op = (parts, dice) => parts.slice(0, dice.below(parts.length + 1))

const OPS: readonly Op[] = [drop, double, swap, cutShort]

/** As browsers escape it, in either encoding, or as it is. */
function escaped(text: string, dice: Dice): string {
  const well = text.toWellFormed()
  if (dice.chance(0.6)) return encodeURIComponent(well)
  if (dice.chance(0.5)) return well.replaceAll(/[&=]/g, '')
  return Array.from(iconv.encode(well, 'cp949'), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

function changedPair(pair: string, pairs: Parts, dice: Dice): string {
  const [name = '', value = ''] = pair.split(/=(.*)/s)
  switch (dice.below(6)) {
    case 0:
      return `${escaped(wildText(dice), dice)}=${value}`
    case 1:
      return `${name}=${dice.pick(pairs).split('=')[1] ?? ''}`
    case 2:
      return name
    case 3:
      return `${name}=${value}${dice.pick(['', '0', '%20', '+', '%00', '%', '%8', '%ff'])}`
    default:
      return `${name}=${escaped(wildText(dice), dice)}`
  }
}

export function mutateForm(body: Uint8Array, dice: Dice): Buffer {
  let pairs = Buffer.from(body).toString('latin1').split('&')
  for (let round = dice.between(1, 4); round > 0 && pairs.length > 0; round -= 1) {
    const index = dice.below(pairs.length)
    pairs = dice.chance(0.7)
      ? pairs.with(index, changedPair(at(pairs, index), pairs, dice))
      : dice.pick(OPS)(pairs, dice)
  }
  return Buffer.from(pairs.join('&'), 'latin1').subarray(0, MOST_BYTES)
}

function changedLine(line: string, dice: Dice): string {
  const cells = line.split(',')
  const index = dice.below(cells.length)
  if (dice.chance(0.3)) return dice.pick(OPS)(cells, dice).join(',')
  const text = Buffer.from(wildText(dice)).toString('latin1')
  return cells.with(index, dice.chance(0.4) ? `"${text}"` : text).join(',')
}

export function mutateTable(body: Uint8Array, dice: Dice): Buffer {
  let lines = Buffer.from(body).toString('latin1').split('\n')
  for (let round = dice.between(1, 5); round > 0 && lines.length > 0; round -= 1) {
    const index = dice.below(lines.length)
    lines = dice.chance(0.7) ? lines.with(index, changedLine(at(lines, index), dice)) : dice.pick(OPS)(lines, dice)
  }
  return Buffer.from(lines.join(dice.chance(0.1) ? '\r' : '\n'), 'latin1').subarray(0, MOST_BYTES)
}
