/** One return, one approval; what came of the call is believed only as far as it goes. */
import { describe, expect, it } from 'vitest'
import {
  approvalOf,
  approving,
  cancelOutcome,
  contextAt,
  evidence,
  gaveBack,
  happen,
  inquiryOf,
  NOON,
  newest,
  POLICY,
  paid,
  paymentId,
  play,
  RETURN,
  refusedWith,
  registered,
  startNewest,
  TOTAL,
  told,
  unknownWith,
  withPayment,
} from '../../../test/core.ts'
import { notSent } from '../outcome.ts'
import { DAY_MS, instant, MINUTE_MS, SECOND_MS } from '../time.ts'
import { attentionOf } from './attention.ts'
import { decide } from './decide.ts'
import type { PaymentFile } from './payment.ts'

const charged = approvalOf(told(evidence('paid', { amount: TOTAL, paidAt: NOON })))
const ahead = (ms: number) => contextAt(instant(NOON + ms))

/** The approval's answer never came, so it is being undone: the net cancel is under way. */
const undoing = (): PaymentFile =>
  play(approving(), [
    [POLICY.callLifeMs, inquiryOf(unknownWith())],
    [0, startNewest],
  ]).file

describe('a return', () => {
  it('commits the intent with everything a later net cancel needs, and asks for one call', () => {
    const { file, timeline, effects } = happen(registered(), RETURN, contextAt(NOON))
    expect(file.payment).toMatchObject({
      state: 'approving',
      providerRef: RETURN.ref,
      providerState: RETURN.providerState,
    })
    expect(file.payment.approval).toMatchObject({ startedAt: NOON, callEndsAt: NOON + POLICY.callLifeMs })
    expect(timeline.map(({ type }) => type)).toEqual(['payment.approval_started'])
    expect(effects).toEqual([{ type: 'approve' }])
  })

  it('presented again changes nothing; another one is refused', () => {
    expect(happen(approving(), RETURN, ahead(1)).timeline).toEqual([])
    expect(happen(paid(), RETURN, ahead(1)).effects).toEqual([])
    const other = decide(approving(), { ...RETURN, fingerprint: 'other' }, ahead(1))
    expect(other).toMatchObject({ ok: false, refusal: { code: 'MD_RETURN_DIFFERENT' } })
    const expired = happen(registered(), { type: 'expire', by: 'merchant' }, ahead(1)).file
    expect(decide(expired, RETURN, ahead(2))).toMatchObject({ ok: false, refusal: { code: 'MD_NOT_READY' } })
  })

  it('is not approved while a person is to decide, nor where a newer attempt replaced the payment', () => {
    const held = withPayment(registered(), { hold: { at: NOON, cause: 'evidence_foreign', detail: 'test money' } })
    expect(decide(held, RETURN, ahead(1))).toMatchObject({ ok: false, refusal: { code: 'MD_ON_HOLD' } })
    const replaced = happen(registered(), { type: 'supersede', by: paymentId(2) }, ahead(1)).file
    expect(decide(replaced, RETURN, ahead(2))).toMatchObject({ ok: false, refusal: { code: 'MD_SUPERSEDED' } })
  })

  it('that led to nothing stays on the timeline, twenty times', () => {
    const unused = { type: 'return_unused', why: 'refused', code: 'MD_RETURN_FORGED', detail: 'x' } as const
    let file = registered()
    for (let i = 0; i < 30; i += 1) file = happen(file, unused, ahead(i)).file
    expect(file.payment).toMatchObject({ state: 'ready', unusedReturns: 20, version: 21 })
  })
})

describe('the outcome of the approval', () => {
  it('done: the money is here, and the order deadline runs', () => {
    const { file, timeline } = happen(approving(), charged, ahead(SECOND_MS))
    expect(file.payment).toMatchObject({ state: 'paid', amounts: { paid: TOTAL }, learnedAt: NOON + SECOND_MS })
    expect(file.payment.orderDueAt).toBe(NOON + SECOND_MS + 15 * MINUTE_MS)
    expect(timeline.map(({ type }) => type)).toEqual(['payment.paid'])
  })

  it('refused by a listed code: no money moved', () => {
    const { file } = happen(approving(), approvalOf(refusedWith('none')), ahead(1))
    expect(file.payment).toMatchObject({ state: 'failed', failure: { code: '0000' }, ladders: {} })
    expect(attentionOf(file)).toBeNull()
  })

  it('refused for our key or MID: the channel stops', () => {
    const { file, effects } = happen(approving(), approvalOf(refusedWith('pause_channel')), ahead(1))
    expect(file.payment.state).toBe('failed')
    expect(effects).toMatchObject([{ type: 'pause_channel' }])
  })

  it('refused as a conflict, unknown, or evidence of nothing: asked about at once', () => {
    for (const outcome of [refusedWith('inquire'), unknownWith(), told(evidence('none'))]) {
      const { file } = happen(approving(), approvalOf(outcome), ahead(1))
      expect(file.payment.state).toBe('approving')
      expect(attentionOf(file)).toEqual({ dueAt: NOON + 1, reason: 'approval_unsettled' })
    }
  })

  it('not sent: ready again, and the same return approves with a ladder of its own', () => {
    const climbed = play(approving(), [[1, inquiryOf(unknownWith())]]).file
    const ready = happen(climbed, approvalOf(notSent('fence')), ahead(2)).file
    expect(ready.payment).toMatchObject({ state: 'ready', ladders: {}, approval: { startedAt: null } })
    const again = happen(ready, RETURN, ahead(MINUTE_MS))
    expect(again.effects).toEqual([{ type: 'approve' }])
    expect(again.file.payment.approval?.returnedAt).toBe(NOON)
    expect(attentionOf(again.file)?.dueAt).toBe(NOON + MINUTE_MS + POLICY.callLifeMs)
  })
})

describe('an outcome that comes after the approval was given up', () => {
  it.each([
    ['not sent', notSent('the fence of a sender that was stopped')],
    ['refused', refusedWith('none')],
    ['unknown', unknownWith()],
  ])('%s: does not pull the payment from under its net cancel', (_, outcome) => {
    const { file, timeline } = happen(undoing(), approvalOf(outcome), ahead(2 * MINUTE_MS))
    expect(file.payment.state).toBe('approving')
    expect(newest(file).state).toBe('sending')
    expect(timeline.map(({ type }) => type)).toEqual(['payment.approval_late'])
    const done = happen(file, cancelOutcome(told(gaveBack(TOTAL)))(file), ahead(3 * MINUTE_MS)).file
    expect(done.payment).toMatchObject({ state: 'cancelled', amounts: { paid: TOTAL, cancelledByUs: TOTAL } })
  })

  it('done while the net cancel is under way: the charge is known, the net cancel holds its amount', () => {
    const { file } = happen(undoing(), charged, ahead(2 * MINUTE_MS))
    expect(file.payment).toMatchObject({ state: 'paid', amounts: { paid: TOTAL, inFlight: TOTAL } })
    const put = decide(file, { type: 'record_order', ref: 'R', amount: null }, ahead(3 * MINUTE_MS))
    expect(put).toMatchObject({ ok: false, refusal: { code: 'MD_BEING_RETURNED' } })
  })

  it('done after the net cancel was done: old news, asked about once, no contradiction', () => {
    const cancelled = play(undoing(), [[POLICY.callLifeMs + 1, cancelOutcome(told(gaveBack(TOTAL)))]]).file
    const { file } = happen(cancelled, charged, ahead(5 * MINUTE_MS))
    expect(file.payment).toMatchObject({ state: 'cancelled', hold: null })
    expect(attentionOf(file)?.reason).toBe('hint_heard')
    const asked = inquiryOf(told(evidence('cancelled')), { reason: 'hint_heard', hintsHeard: 1 })
    const settled = happen(file, asked, ahead(6 * MINUTE_MS)).file
    expect(settled.payment.hold).toBeNull()
    expect(attentionOf(settled)).toBeNull()
    const stands = inquiryOf(told(evidence('paid')), { reason: 'hint_heard', hintsHeard: 1 })
    expect(happen(file, stands, ahead(6 * MINUTE_MS)).file.payment.hold?.cause).toBe('contradiction')
  })

  it('done when the payment is long known to be paid: nothing new', () => {
    expect(happen(paid(), charged, ahead(DAY_MS)).timeline).toEqual([])
  })

  it('not sent, refused, unknown after the end: nothing', () => {
    for (const outcome of [notSent('x'), refusedWith('none'), unknownWith()]) {
      expect(happen(paid(), approvalOf(outcome), ahead(DAY_MS)).timeline).toEqual([])
    }
  })
})

describe('expiry', () => {
  it('by time comes only when the time is over; by the merchant at once; twice is once', () => {
    const early = happen(registered(), { type: 'expire', by: 'time' }, ahead(MINUTE_MS))
    expect(early.timeline).toEqual([])
    const late = happen(registered(), { type: 'expire', by: 'time' }, ahead(60 * MINUTE_MS)).file
    expect(late.payment.state).toBe('expired')
    const given = happen(registered(), { type: 'expire', by: 'merchant' }, ahead(1)).file
    expect(given.payment.state).toBe('expired')
    expect(happen(given, { type: 'expire', by: 'merchant' }, ahead(2)).timeline).toEqual([])
  })

  it('is refused once an approval was committed', () => {
    const no = decide(approving(), { type: 'expire', by: 'merchant' }, ahead(1))
    expect(no).toMatchObject({ ok: false, refusal: { code: 'MD_NOT_READY' } })
  })
})
