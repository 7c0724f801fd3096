/** What the merchant's page submits to open the window, checked field by field and by signature S1 (§4, §11). */
import iconv from 'iconv-lite'
import type { Amount } from '../../../core/money.ts'
import type { Instant } from '../../../core/time.ts'
import type { Method } from '../../simulator.ts'
import { isPayMethod, type PayMethod } from '../codes.ts'
import { type Fields, textOf, toRecord } from '../form.ts'
import { deadline } from '../issue.ts'
import { amountOf } from '../request.ts'
import { sign } from '../signature.ts'
import { codeOf } from '../switches.ts'
import type { World } from '../world.ts'
import type { WindowProblem } from './texts.ts'

/** Bytes in EUC-KR (§4). BuyerTel takes the older 40. */
const REQUIRED = { GoodsName: 40, Amt: 12, MID: 10, EdiDate: 30, Moid: 64, SignData: 500, PayMethod: 10 } as const
const OPTIONAL = {
  ReturnURL: 500,
  BuyerName: 30,
  BuyerTel: 40,
  BuyerEmail: 60,
  ReqReserved: 500,
  CharSet: 12,
  VbankExpDate: 12,
  GoodsCl: 1,
  TransType: 1,
} as const
const TAX_SPLIT = ['SupplyAmt', 'GoodsVat', 'ServiceAmt', 'TaxFreeAmt'] as const

/** What the buyer can choose when the merchant asked for a method; a wallet is a card payment (§5). */
const CHOICES = {
  CARD: ['card', 'easy_pay'],
  BANK: ['transfer'],
  VBANK: ['virtual_account'],
  CELLPHONE: ['mobile'],
} as const satisfies Record<PayMethod, readonly Method[]>

export interface WindowRequest {
  readonly amount: Amount
  readonly moid: string
  readonly goodsName: string
  readonly reserved: string
  /** When an account is to end (`VbankExpDate`), or null. */
  readonly accountEndsAt: Instant | null
  readonly methods: readonly Method[]
  readonly buyer: { readonly name: string; readonly tel: string; readonly email: string }
  /** Where a window without opener posts its result to. */
  readonly returnUrl: string | null
  /** The encoding of that post. */
  readonly charset: 'euc-kr' | 'utf-8'
  /** The origin of the page that holds the window, or null. */
  readonly opener: string | null
}

export interface Problem {
  readonly code: string
  readonly field: string
  readonly situation: WindowProblem
}

export type Opened = { readonly request: WindowRequest } | { readonly problems: readonly Problem[] }

export function openRequest(world: World, fields: Fields): Opened {
  const won = amountOf(textOf(fields, 'Amt'))
  const problems = findings(world, fields).map(
    ([situation, field]): Problem => ({
      code: codeOf(situation, world.switches()),
      field,
      situation,
    }),
  )
  if (won === null || problems.length > 0) return { problems }
  return {
    request: {
      amount: won,
      moid: textOf(fields, 'Moid'),
      goodsName: textOf(fields, 'GoodsName'),
      reserved: textOf(fields, 'ReqReserved'),
      accountEndsAt: deadline(textOf(fields, 'VbankExpDate')),
      methods: payMethods(fields).flatMap((method): readonly Method[] => CHOICES[method]),
      buyer: {
        name: textOf(fields, 'BuyerName'),
        tel: textOf(fields, 'BuyerTel'),
        email: textOf(fields, 'BuyerEmail'),
      },
      returnUrl: webAddress(textOf(fields, 'ReturnURL')),
      charset: textOf(fields, 'CharSet').toLowerCase() === 'utf-8' ? 'utf-8' : 'euc-kr',
      opener: openerOf(fields),
    },
  }
}

/** The page that holds the window, where the script said which; only a real origin may be posted to. */
export const openerOf = (fields: Fields): string | null => {
  const address = webAddress(textOf(fields, 'SandboxOpener'))
  return address === null ? null : new URL(address).origin
}

type Finding = readonly [WindowProblem, string]

function findings(world: World, fields: Fields): readonly Finding[] {
  const missing = Object.keys(REQUIRED).filter((name) => textOf(fields, name) === '')
  if (openerOf(fields) === null && webAddress(textOf(fields, 'ReturnURL')) === null) missing.push('ReturnURL')
  if (missing.length > 0) return missing.map((name) => ['fieldMissing', name])
  const limits = Object.entries({ ...REQUIRED, ...OPTIONAL })
  const tooLong = limits.filter(([name, bytes]) => iconv.encode(textOf(fields, name), 'cp949').length > bytes)
  if (tooLong.length > 0) return tooLong.map(([name]) => ['fieldTooLong', name])
  if (textOf(fields, 'MID') !== world.mid) return [['badMid', 'MID']]
  const expected = sign('S1', toRecord(fields), world.merchantKey)
  if (textOf(fields, 'SignData').toLowerCase() !== expected) return [['signFailed', 'SignData']]
  return malformed(fields)
}

function malformed(fields: Fields): readonly Finding[] {
  const won = amountOf(textOf(fields, 'Amt'))
  if (won === null || won === 0) return [['fieldMalformed', 'Amt']]
  const expires = textOf(fields, 'VbankExpDate')
  if (expires !== '' && deadline(expires) === null) return [['fieldMalformed', 'VbankExpDate']]
  if (payMethods(fields).length === 0) return [['fieldMalformed', 'PayMethod']]
  if (textOf(fields, 'ReqReserved').includes('"')) return [['fieldMalformed', 'ReqReserved']]
  const split = TAX_SPLIT.map((name) => textOf(fields, name)).filter((text) => text !== '')
  const sum = split.reduce((total, text) => total + (amountOf(text) ?? Number.NaN), 0)
  return split.length > 0 && sum !== won ? [['taxSplitDiffers', TAX_SPLIT.join(' + ')]] : []
}

const payMethods = (fields: Fields): readonly PayMethod[] => textOf(fields, 'PayMethod').split(',').filter(isPayMethod)

const webAddress = (text: string): string | null =>
  /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text).href : null
