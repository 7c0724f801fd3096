/** Notifies deposits [입금통보]: an unsigned EUC-KR form, sent until the merchant's body is OK (fact sheet nicepay §13). */
import { kstStamp, MINUTE_MS } from '../../core/time.ts'
import type { Message } from '../notify.ts'
import { DEPOSITED } from './codes.ts'
import { type Answer, encodePairs } from './form.ts'
import type { Transaction } from './transaction.ts'
import type { World } from './world.ts'

/** "Up to 10 times, interval 1–10 minutes, both set in the admin": this shop took the shortest. */
const RETRY_AFTER_MS = Array.from({ length: 10 }, () => MINUTE_MS)

/** With the OK-check option on; a raw-TCP variant ends in a newline. */
const saysOk = (_status: number, text: string): boolean => text.trim() === 'OK'

/** Virtual accounts notify deposits only (§13): neither their issue nor their cancel is told. */
export function tellDeposit(world: World, tx: Transaction): void {
  world.host.notify({
    ...messageOf(depositFields(world, tx)),
    isAcknowledged: saysOk,
    retryAfterMs: RETRY_AFTER_MS,
    forged: messageOf(forgedFields(world, tx)),
  })
}

const messageOf = (fields: Answer): Message => ({
  event: `${fields.ResultCode}/${fields.StateCd}`,
  contentType: 'application/x-www-form-urlencoded',
  body: encodePairs(fields, { charset: 'euc-kr', space: '%20' }),
  headers: () => ({}),
})

/** In the order of the example of §11. The order number is spelt MOID, and Amt is not padded. */
function depositFields(world: World, tx: Transaction): Answer {
  const depositor = tx.buyer.name === '' ? '홍길동' : tx.buyer.name
  return {
    PG: 'NICE',
    PayMethod: tx.method,
    MID: world.mid,
    Amt: String(tx.paid),
    GoodsName: tx.goodsName,
    MOID: tx.moid,
    TID: tx.tid,
    AuthDate: kstStamp(world.now()).slice(2),
    ResultCode: DEPOSITED.code,
    ResultMsg: DEPOSITED.message,
    StateCd: '0',
    name: tx.buyer.name,
    VbankName: tx.account?.bankName ?? '',
    VbankNum: tx.account?.number ?? '',
    VbankInputName: depositor,
    FnCd: tx.account?.bankCode ?? '',
    FnName: tx.account?.bankName ?? '',
    RcptType: '0',
    MallReserved: '',
    CancelDate: '',
  }
}

/** A stranger knows TID and order number, and lies about the account and the money. */
const forgedFields = (world: World, tx: Transaction): Answer => ({
  ...depositFields(world, tx),
  Amt: String(tx.amount + 1),
  VbankNum: '00000000000000',
})
