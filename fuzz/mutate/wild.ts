/** Values that readers of money, names, times and texts have stumbled over before, here and elsewhere. */
import type { Dice } from '../../sim/dice.ts'

/** Every code of success, and what a code may be mistaken for. */
const CODES = ['0000', '3001', '2001', '2211', '4100', '4110', '4120', '6001', 'A000', 'U107', 'DONE', 'PAID', 'paid']
const STATES = ['CANCELED', 'CANCELLED', 'PARTIAL_CANCELED', 'WAITING_FOR_DEPOSIT', 'SUCCEEDED', 'cancelled', 'ready']

const MONEY = ['0', '-0', '-1', '1', '999999999999', '1000000000000', '9007199254740993', '1e3', '0x3E8', '١٠٠٠']
const MORE_MONEY = [
  '1,000',
  '１０００',
  ' 1000',
  '1000 ',
  '+1000',
  '000000001000',
  '1000.0',
  '1000.5',
  'NaN',
  'Infinity',
]

const TIMES = ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59+09:00', '1970-01-01T00:00:00+09:00', '99991231235959']
const MORE_TIMES = ['20250230000000', '2025-02-30T00:00:00Z', '0000-00-00', '253402300799', '-1', '20251301', '0']

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'null', 'undefined', 'true']

const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  '\ufeff',
  '\u202e',
  '💸',
  '각\u1100\u1161',
  'ﬁ',
  'İ',
  '뷁',
  '똠방각하',
  "' or 1=1 --",
  '<script>alert(1)</script>',
  '../../../etc/passwd',
  '%00',
  '%',
  '%zz',
  '{{7*7}}',
  '\r\nX: y',
  '4111-1111-1111-1111',
  '010-1234-5678',
  '#can_0193000000000000000000000000',
] as const

const STRINGS: readonly string[] = [
  ...CODES,
  ...STATES,
  ...MONEY,
  ...MORE_MONEY,
  ...TIMES,
  ...MORE_TIMES,
  ...NAMES,
  ...TEXTS,
]

/** Long enough for every limit of a text that we keep. */
const LONG = [41, 65, 201, 301, 501, 1_001, 4_001] as const

export function wildText(dice: Dice): string {
  if (dice.chance(0.1)) return dice.pick(TEXTS).repeat(dice.pick(LONG))
  if (dice.chance(0.05)) return '1'.repeat(dice.pick(LONG))
  return dice.pick(STRINGS)
}

const NUMBERS = [
  0,
  -0,
  -1,
  1,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e21,
  0.1,
  999_999_999_999,
  1_000_000_000_000,
  253_402_300_799,
]

/** Any value of JSON, mostly small. */
export function wildValue(dice: Dice): unknown {
  switch (dice.below(9)) {
    case 0:
      return null
    case 1:
      return dice.chance(0.5)
    case 2:
      return dice.pick(NUMBERS)
    case 3:
      return []
    case 4:
      return {}
    case 5:
      return [wildText(dice)]
    case 6:
      return { [wildText(dice)]: wildText(dice) }
    default:
      return wildText(dice)
  }
}
