/** Issuing a virtual account by server: the TID is the merchant's own, the answer carries no signature (§8). */
import { fromKstStamp, type Instant, kstStamp } from '../../core/time.ts'
import { accountFields } from './approve.ts'
import { ACCOUNT_BANKS, PAY_METHODS, type Situation } from './codes.ts'
import { type Answer, type Fields, textOf } from './form.ts'
import { amountOf, padded, refusal } from './request.ts'
import { move, type Transaction } from './transaction.ts'
import type { World } from './world.ts'

export function issue(world: World, fields: Fields): Answer {
  const won = amountOf(textOf(fields, 'Amt'))
  const expiresAt = deadline(textOf(fields, 'VbankExpDate'))
  const bankCode = textOf(fields, 'BankCode')
  const bankName = ACCOUNT_BANKS[bankCode]
  const reason = reasonNotTo(world, fields)
  if (reason !== null) return refusal(reason, fields, world)
  if (won === null || won === 0 || expiresAt === null || bankName === undefined)
    return refusal('fieldMalformed', fields, world)
  const tx = world.add({
    tid: textOf(fields, 'TID'),
    moid: textOf(fields, 'Moid'),
    method: 'VBANK',
    clickpay: '',
    amount: won,
    authToken: null,
    accountEndsAt: expiresAt,
    goodsName: textOf(fields, 'GoodsName'),
    buyer: {
      name: textOf(fields, 'BuyerName'),
      tel: textOf(fields, 'BuyerTel'),
      email: textOf(fields, 'BuyerEmail'),
    },
  })
  tx.account = { number: world.host.random().digits(14), bankCode, bankName, expiresAt }
  tx.approval = { at: world.now(), authCode: '', ccPartCl: '1' }
  move(tx, 'issued')
  return issuedAnswer(world, tx)
}

function reasonNotTo(world: World, fields: Fields): Situation | null {
  const receipt = textOf(fields, 'CashReceiptType')
  if (receipt !== '0' && textOf(fields, 'ReceiptTypeNo') === '') return 'fieldMissing'
  if (!['0', '1', '2'].includes(receipt)) return 'fieldMalformed'
  return world.find(textOf(fields, 'TID')) === null ? null : 'duplicateTid'
}

/** `YYYYMMDD` lasts to the end of that day, `YYYYMMDDHHMI` to the beginning of that minute (unconfirmed). */
export function deadline(text: string): Instant | null {
  if (/^\d{8}$/.test(text)) return fromKstStamp(`${text}235959`)
  return /^\d{12}$/.test(text) ? fromKstStamp(`${text}00`) : null
}

function issuedAnswer(world: World, tx: Transaction): Answer {
  const { code, message } = PAY_METHODS.VBANK
  return {
    ResultCode: code,
    ResultMsg: message,
    TID: tx.tid,
    MID: world.mid,
    Moid: tx.moid,
    Amt: padded(tx.amount),
    AuthDate: kstStamp(world.now()).slice(2),
    ...accountFields(tx),
  }
}
