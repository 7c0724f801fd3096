/** What a person decides about an account: the deposit is there or not, and the buyer is asked once more. */
import { describe, expect, it } from 'vitest'
import { contextAt, dice, happen, NOON, TOTAL, withPayment } from '../../../test/core.ts'
import { AccountLife } from '../../../test/core-account.ts'
import { BY_NOTICE, QUIET } from '../../../test/core-account-plan.ts'
import { DAY_MS, instant, MINUTE_MS } from '../time.ts'
import { attentionOf } from './attention.ts'
import { decide, type PaymentEvent } from './decide.ts'
import type { PaymentFile } from './payment.ts'

const at = (ms: number) => contextAt(instant(NOON + ms), BY_NOTICE)
const decided = (decision: Extract<PaymentEvent, { type: 'resolve' }>['decision']): PaymentEvent => ({
  type: 'resolve',
  decision,
  cancellationId: null,
  evidence: '가맹점관리자',
  reason: '입금 확인',
  by: 'kim',
})

const waiting = (): PaymentFile => {
  const life = new AccountLife({ ...QUIET, policy: BY_NOTICE, roll: dice(1) })
  life.start()
  return life.file
}
const doubted = (): PaymentFile => {
  const { payment } = waiting()
  const notice = {
    ref: payment.providerRef,
    orderNumber: payment.providerOrderId,
    account: '1',
    amount: TOTAL,
    at: NOON,
  }
  return happen(waiting(), { type: 'deposit_notice', notice, trusted: true }, at(1)).file
}

describe('a doubted deposit', () => {
  it('holds the payment and changes no sum', () => {
    expect(doubted().payment).toMatchObject({
      state: 'awaiting_deposit',
      amounts: { paid: 0 },
      hold: { cause: 'deposit_unproven' },
    })
  })

  it('that a person saw is booked, and the order’s time runs', () => {
    const { file } = happen(doubted(), decided('payment_paid'), at(MINUTE_MS))
    expect(file.payment).toMatchObject({ state: 'paid', hold: null, amounts: { paid: TOTAL } })
    expect(attentionOf(file)?.reason).toBe('order_missing')
  })

  it('that is not there is forgotten, and the account goes on to its deadline', () => {
    const { file } = happen(doubted(), decided('payment_not_paid'), at(MINUTE_MS))
    expect(file.payment).toMatchObject({ state: 'awaiting_deposit', hold: null, depositNotice: null })
    expect(attentionOf(file)?.reason).toBe('deposit_overdue')
  })
})

it('an account that ends with the calendar is due then: a strange time does not keep it out of the books', () => {
  const { payment, cancellations } = waiting()
  const last = instant(Date.parse('9999-12-31T23:59:59.999Z'))
  const virtualAccount = payment.virtualAccount === null ? null : { ...payment.virtualAccount, expiresAt: last }
  const file = { payment: { ...payment, virtualAccount }, cancellations }
  expect(attentionOf(file)).toEqual({ dueAt: last, reason: 'deposit_overdue' })
})

describe('a buyer who does not answer', () => {
  const paid = (): PaymentFile => happen(doubted(), decided('payment_paid'), at(MINUTE_MS)).file
  const asked = (): PaymentFile =>
    happen(paid(), { type: 'orphan_due', verdict: { kind: 'not_asked' } }, at(20 * MINUTE_MS)).file

  const unanswered = (): PaymentFile => {
    let file = asked()
    for (let reminders = 0; file.payment.hold === null; reminders += 1) {
      const due = attentionOf(file)
      const event = due?.reason === 'refund_due' ? 'refund_due' : 'remind_account'
      file = happen(file, { type: event }, contextAt(due?.dueAt ?? NOON, BY_NOTICE)).file
      expect(reminders).toBeLessThan(10)
    }
    return file
  }

  it('is reminded on three days, and on the seventh a person hears of it', () => {
    const { payment } = unanswered()
    expect(payment.hold).toMatchObject({ cause: 'account_not_given' })
    expect(((payment.hold?.at ?? 0) - (payment.accountAsk?.since ?? 0)) / DAY_MS).toBeCloseTo(7, 0)
  })

  it('may still answer by the same link, while it is alive', () => {
    const file = unanswered()
    const { linkId = '', linkExpiresAt = NOON } = file.payment.accountAsk ?? {}
    const account = { bank: 'SHINHAN', number: '56211105948400', holder: '홍길동', phone: null } as const
    const give = { type: 'give_account', linkId, account } as const
    const late = decide(file, give, contextAt(linkExpiresAt, BY_NOTICE))
    expect(late).toMatchObject({ ok: false, refusal: { code: 'MD_LINK_EXPIRED' } })
    const { file: given } = happen(file, give, contextAt(instant(linkExpiresAt - 1), BY_NOTICE))
    expect(given.payment).toMatchObject({ hold: null, accountAsk: null })
    expect(given.cancellations.at(-1)).toMatchObject({ state: 'queued', amount: TOTAL, refundAccount: account })
  })

  it('gets a new link where a person lets it go on, and the old one is dead', () => {
    const file = unanswered()
    const now = instant((file.payment.hold?.at ?? NOON) + DAY_MS)
    const { file: again, timeline } = happen(file, decided('release'), contextAt(now, BY_NOTICE))
    expect(again.payment.accountAsk?.linkId).not.toBe(file.payment.accountAsk?.linkId)
    expect(timeline.map(({ type }) => type)).toContain('payment.refund_account_needed')
    expect(attentionOf(withPayment(again, {}))?.reason).toMatch(/refund_account_needed|refund_due/)
  })
})
