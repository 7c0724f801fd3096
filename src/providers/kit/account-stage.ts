/** The steps of an account's life, as the engine would take and book them, from the asking to the refund. */
import { expect } from 'vitest'
import { type RefundAccount, shownAccount } from '../../core/account/account.ts'
import type { CancelEvidence, Evidence } from '../../core/evidence.ts'
import { ZERO } from '../../core/money.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import type { CallContext, Provider } from '../../ports/provider.ts'
import { expectCleanCall } from './legal.ts'
import { REFUND_ACCOUNT, TOTAL } from './sample.ts'
import { booked, type KitCall, type KitWorld } from './world.ts'

/** A payment, and what is to be undone of it. */
export interface Stage {
  readonly payment: Payment
  readonly cancellation: Cancellation
}

/** The call that issues; an adapter whose capabilities promise it has it. */
export async function issue(provider: Provider, payment: Payment, call: CallContext): Promise<Outcome<Evidence>> {
  if (provider.issueAccount === undefined) throw new Error('the adapter has no issueAccount')
  return provider.issueAccount(payment, call)
}

/** The call that closes; every adapter with accounts has it. */
export async function close(
  provider: Provider,
  { payment, cancellation }: Stage,
  call: CallContext,
): Promise<Outcome<CancelEvidence>> {
  if (provider.closeAccount === undefined) throw new Error('the adapter has no closeAccount')
  return provider.closeAccount(payment, cancellation, call)
}

/** Makes a call, and looks through what was recorded and said of it. */
export async function clean<T>(
  world: KitWorld,
  payment: Payment,
  act: (call: KitCall) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const call = world.call()
  const outcome = await act(call)
  expectCleanCall(world.setup, call, { outcome, payment })
  return outcome
}

/** The payment as the engine would keep it once its account is known. */
export function withAccount(payment: Payment, outcome: Outcome<Evidence>): Payment {
  const account = outcome.kind === 'done' ? outcome.evidence.virtualAccount : null
  if (outcome.kind !== 'done' || account === null || account === undefined || payment.virtualAccount === null) {
    throw new Error(`no account: ${JSON.stringify(outcome)}`)
  }
  const { expiresAt } = payment.virtualAccount
  return {
    ...payment,
    state: 'awaiting_deposit',
    providerRef: outcome.evidence.ref ?? payment.providerRef,
    virtualAccount: { ...payment.virtualAccount, ...account, expiresAt: account.expiresAt ?? expiresAt },
  }
}

/** A payment whose account waits for its deposit; by our own call where there is one, else by the window. */
export async function issued(world: KitWorld): Promise<Payment> {
  if (world.capabilities.virtualAccount?.issue !== 'api') return issuedInWindow(world)
  const payment = world.asking()
  return withAccount(payment, await issue(world.provider, payment, world.call()))
}

export async function issuedInWindow(world: KitWorld): Promise<Payment> {
  const payment = await world.returned('virtual_account')
  return withAccount(payment, await world.provider.approve(payment, world.call()))
}

/** A payment whose deposit came and is booked. */
export async function deposited(world: KitWorld): Promise<Payment> {
  const payment = await issued(world)
  await world.control.deposit(payment.providerRef ?? '', TOTAL)
  return booked(payment)
}

const asClose = (cancellation: Cancellation): Cancellation => ({
  ...cancellation,
  kind: 'account_close',
  via: 'close',
  amount: ZERO,
  reserved: ZERO,
  guard: null,
})

/** A refund that knows where the money goes. */
export const toAccount = (cancellation: Cancellation, account: RefundAccount = REFUND_ACCOUNT): Cancellation => ({
  ...cancellation,
  refundAccount: account,
  shownAccount: shownAccount(account),
})

/** A closing of this payment's account. */
export const closing = (world: KitWorld, payment: Payment): Stage => ({
  payment,
  cancellation: asClose(world.cancellation(payment)),
})

/** The money that is in the books, and what went back of it. */
export async function expectMoney(world: KitWorld, payment: Payment, money: { paid: number; back: number }) {
  const book = await world.book(payment)
  expect([book?.paidAmount ?? 0, book?.cancelledAmount ?? 0], JSON.stringify(book)).toEqual([money.paid, money.back])
}
