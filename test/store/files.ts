/** Payments for the stores’ contract: each with names that no other has, on a channel of its own. */
import { expect } from 'vitest'
import type { CancellationId } from '../../src/core/ids.ts'
import type { Context } from '../../src/core/payment/draft.ts'
import type { Payment, PaymentFile } from '../../src/core/payment/payment.ts'
import { register } from '../../src/core/payment/register.ts'
import { after as at, DAY_MS, MINUTE_MS } from '../../src/core/time.ts'
import type { ClaimRequest, NewPayment, Store, Write } from '../../src/ports/store.ts'
import {
  approvalOf,
  cancellationId,
  contextAt,
  evidence,
  happen,
  NOON,
  paymentId,
  REGISTRATION,
  RETURN,
  TOTAL,
  told,
  withPayment,
} from '../core.ts'

export interface Stored {
  readonly store: Store
  /** The same database, as another process has it. */
  readonly another: () => Promise<Store>
}

let made = 0

/** A registration with names that no other has; each test works on a channel of its own. */
export function newborn(change: Partial<Payment> = {}): NewPayment {
  made += 1
  const orderId = `CONTRACT${made}`
  const wish = { ...REGISTRATION, id: paymentId(1, at(NOON, made)), orderId, providerOrderId: orderId }
  const { file, timeline } = register({ ...wish, channel: `channel${made}` }, NOON)
  return { file: withPayment(file, change), timeline, at: NOON, fingerprint: `print of ${orderId}`, supersede: null }
}

const context = (change: Partial<Context> = {}): Context => ({ ...contextAt(NOON), ...change })

export const writeOf = (before: PaymentFile, file: PaymentFile, change: Partial<Write> = {}): Write => ({
  before,
  file: withPayment(file, { version: before.payment.version + 1 }),
  timeline: [{ type: 'payment.retried', data: { by: 'test' } }],
  at: NOON,
  ...change,
})

function paidFile(file: PaymentFile): { file: PaymentFile; writes: readonly Write[] } {
  const ref = `T${file.payment.orderId}`
  const started = happen(file, { ...RETURN, ref }, context())
  const charge = approvalOf(told(evidence('paid', { ref, amount: TOTAL })))
  const paid = happen(started.file, charge, context())
  const writes = [
    { before: file, file: started.file, timeline: started.timeline, at: NOON },
    { before: started.file, file: paid.file, timeline: paid.timeline, at: NOON },
  ]
  return { file: paid.file, writes }
}

/** Stores a payment that was just paid. */
export async function pay(store: Store, change: Partial<Payment> = {}): Promise<PaymentFile> {
  const born = newborn(change)
  expect(await store.insert(born)).toBe('saved')
  const { file, writes } = paidFile(born.file)
  for (const write of writes) expect(await store.save(write)).toBe('saved')
  return file
}

export const refundId = (): CancellationId => {
  made += 1
  return cancellationId(1, at(NOON, made))
}

export const claimOf = ({ payment }: PaymentFile, change: Partial<ClaimRequest> = {}): ClaimRequest => ({
  channel: payment.channel,
  limit: 10,
  leaseMs: MINUTE_MS,
  stop: null,
  aheadMs: 400 * DAY_MS,
  ...change,
})
