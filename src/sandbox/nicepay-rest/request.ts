/** Reads and checks a REST call before it is looked at: credentials, fields, lengths, signData (§15, §16). */
import { createHash, timingSafeEqual } from 'node:crypto'
import iconv from 'iconv-lite'
import type { Situation } from './codes.ts'
import { type Formula, sign } from './signature.ts'
import type { World } from './world.ts'

/** Path, query and body as text: numbers cut to integers, null and what is missing left out. */
export type Fields = Readonly<Record<string, string>>

/** Byte limits, counted in UTF-8, of the fields that must be there and of those that may; which of them are numbers. */
export interface RequestSpec {
  readonly required: Readonly<Record<string, number>>
  readonly optional: Readonly<Record<string, number>>
  readonly whole: readonly string[]
  /** Any one that fits will do. Empty where the call carries no signature. */
  readonly formulas: (world: World) => readonly Formula[]
}

const SIGNED = { ediDate: 30, signData: 256, returnCharSet: 10 } as const
const RESERVED = { mallReserved: 500 } as const
const REFUND_ACCOUNT = { refundAccount: 16, refundBankCode: 3, refundHolder: 10 } as const
/** Goes on to a bank, and banks count in EUC-KR (§3 and §7 of the older protocol; unconfirmed for this one). */
const COUNTED_AS_BANKS_DO = 'refundHolder'

export const REQUEST_SPECS = {
  approve: {
    required: { tid: 30, amount: 12 },
    optional: SIGNED,
    whole: ['amount'],
    formulas: () => ['R-a'],
  },
  cancel: {
    required: { tid: 30, reason: 100, orderId: 64 },
    optional: { ...SIGNED, ...RESERVED, ...REFUND_ACCOUNT, cancelAmt: 12, taxFreeAmt: 12, taxFreeAmount: 12 },
    whole: ['cancelAmt', 'taxFreeAmt', 'taxFreeAmount'],
    formulas: () => ['R-c'],
  },
  net_cancel: {
    required: { orderId: 64 },
    optional: { ...SIGNED, ...RESERVED },
    whole: [],
    formulas: () => ['R-d'],
  },
  inquire: { required: { tid: 30 }, optional: SIGNED, whole: [], formulas: () => ['R-e tid'] },
  find: {
    required: { orderId: 64 },
    optional: { ...SIGNED, orderDate: 8 },
    whole: [],
    formulas: (world) => (world.switches().findSignature === 'either' ? ['R-e orderId', 'R-e tid'] : ['R-e orderId']),
  },
  check: { required: { tid: 30, amount: 12 }, optional: SIGNED, whole: ['amount'], formulas: () => ['R-f'] },
  list: {
    required: { date: 8 },
    optional: { startingSequence: 12, limit: 3, returnCharSet: 10 },
    whole: ['startingSequence', 'limit'],
    formulas: () => [],
  },
} as const satisfies Record<string, RequestSpec>

/** Null when the call may be processed. */
export function faultOf(fields: Fields, spec: RequestSpec, world: World): Situation | null {
  if (Object.keys(spec.required).some((name) => textOf(fields, name) === '')) return 'fieldMissing'
  const limits = Object.entries({ ...spec.required, ...spec.optional })
  if (limits.some(([name, bytes]) => lengthOf(name, textOf(fields, name)) > bytes)) return 'fieldTooLong'
  if (spec.whole.some((name) => !isWhole(textOf(fields, name)))) return 'fieldMalformed'
  return signFault(fields, spec.formulas(world), world)
}

const lengthOf = (name: string, text: string): number =>
  name === COUNTED_AS_BANKS_DO ? iconv.encode(text, 'cp949').length : Buffer.byteLength(text)

const isWhole = (text: string): boolean => text === '' || /^-?\d{1,12}$/.test(text)

/** Optional, but verified when it is there; and if it is there, ediDate must be too (§16, §19 item 3). */
function signFault(fields: Fields, formulas: readonly Formula[], world: World): Situation | null {
  const given = textOf(fields, 'signData')
  if (given === '' || formulas.length === 0) return null
  if (textOf(fields, 'ediDate') === '') return 'fieldMissing'
  const fits = formulas.some((formula) => sign(formula, fields, world.secretKey) === given.toLowerCase())
  return fits ? null : 'signFailed'
}

export const textOf = (fields: Fields, name: string): string => fields[name] ?? ''

/** A JSON object as fields, or null when the body is none. Decimals are cut silently (§18 trap 24). */
export function readJson(body: Buffer): Fields | null {
  if (body.length === 0) return {}
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return Object.fromEntries(Object.entries(value).flatMap(([name, part]) => asText(name, part)))
  } catch {
    return null
  }
}

function asText(name: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === null || value === undefined) return []
  if (typeof value === 'number') return [[name, String(Math.trunc(value))]]
  return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]]
}

export type Audience = 'api' | 'token'

/** Null when the caller may call; a token is asked for with Basic, whatever the key was made for (§15). */
export function authFault(header: string, audience: Audience, world: World): Situation | null {
  const { authType } = world.switches()
  const [scheme = ''] = header.split(' ')
  switch (scheme.toLowerCase()) {
    case 'basic':
      if (authType === 'bearer' && audience === 'api') return 'wrongAuthType'
      return isSame(header.slice(scheme.length), ` ${basicOf(world)}`) ? null : 'badCredentials'
    case 'bearer':
      if (authType === 'basic' || audience === 'token') return 'wrongAuthType'
      return isSame(header.slice(scheme.length), ` ${world.numbers.token().text}`) ? null : 'badToken'
    default:
      return 'badCredentials'
  }
}

const basicOf = ({ clientKey, secretKey }: World): string => Buffer.from(`${clientKey}:${secretKey}`).toString('base64')

const isSame = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
