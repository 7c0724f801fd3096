/** `GET /payments/{imp_uid}/balance`: how a PAYCO payment is split, and 405 for everything else (§5). */
import { ZERO } from '../../core/money.ts'
import { ok, refusal } from './answer.ts'
import { balanceOf } from './payment.ts'
import type { Process } from './request.ts'

const EMPTY = { tax_free: 0, supply: 0, vat: 0, service: 0 } as const

export const showBalance: Process = (world, { params }) => {
  const payment = world.find(params.imp_uid ?? '')
  if (payment === null) return refusal(world, 'noPayment')
  if (payment.pgProvider !== 'payco') return refusal(world, 'notPayco')
  const left = payment.facts.state === 'paid' ? balanceOf(payment.facts) : ZERO
  const vat = Math.round(left / 11)
  const primary = { ...EMPTY, supply: left - vat, vat }
  return ok({
    amount: payment.facts.amount,
    cash_receipt: EMPTY,
    primary,
    secondary: EMPTY,
    discount: EMPTY,
    histories: [],
  })
}
