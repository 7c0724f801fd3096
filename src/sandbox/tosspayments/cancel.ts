/** Cancel: what gives money back, and every reason not to, in the order in which they are looked at (§4.3). */
import { type Amount, ZERO } from '../../core/money.ts'
import { after, DAY_MS, endOfKstMonth, type Instant } from '../../core/time.ts'
import type { Method } from '../simulator.ts'
import { type Answer, type Input, paymentAnswer, refusal } from './answer.ts'
import { isBank } from './banks.ts'
import type { Situation } from './codes.ts'
import { cancel, type Ending } from './lifecycle.ts'
import { balanceOf, isCancelable, type Payment, taxLeft } from './payment.ts'
import { type CancelBody, cancelBody } from './requests.ts'
import type { World } from './world.ts'

interface Ask {
  readonly payment: Payment
  readonly body: CancelBody
  /** What is asked for: everything that is left when no amount is named (trap 4). */
  readonly won: Amount
  readonly balance: Amount
  readonly now: Instant
}

type Rule = readonly [Situation, (ask: Ask) => boolean]

/** Accounts that a test can name to be turned away by the bank. */
export const BAD_ACCOUNTS = { blockedNumber: '99999999999', strangerName: '다른사람' } as const

/** From the approval on; cards have no end at Toss (§4.3). */
const CANCEL_UNTIL: Readonly<Record<Method, ((approvedAt: Instant) => Instant) | null>> = {
  card: null,
  easy_pay: null,
  transfer: (at) => after(at, 180 * DAY_MS),
  virtual_account: (at) => after(at, 365 * DAY_MS),
  mobile: endOfKstMonth,
}

const isWaiting = ({ payment }: Ask): boolean => payment.status === 'WAITING_FOR_DEPOSIT'
const isPartial = ({ won, balance }: Ask): boolean => won !== balance
const needsAccount = (ask: Ask): boolean => ask.payment.method === 'virtual_account' && !isWaiting(ask)

/** The first that holds is the answer. */
const RULES: readonly Rule[] = [
  ['alreadyCanceled', ({ payment }) => payment.status === 'CANCELED'],
  ['notCancelable', ({ payment }) => !isCancelable(payment)],
  ['nothingLeft', ({ balance }) => balance === ZERO],
  ['malformed', ({ body }) => body.currency !== null && body.currency !== 'KRW'],
  ['staleBalance', ({ body, balance }) => body.refundableAmount !== undefined && body.refundableAmount !== balance],
  ['aboveBalance', ({ won, balance }) => won > balance],
  ['waitingPartial', (ask) => isWaiting(ask) && isPartial(ask)],
  ['partialNotAllowed', (ask) => isPartial(ask) && !ask.payment.isPartialCancelable],
  ['partialNotAllowed', (ask) => isPartial(ask) && ask.payment.method === 'card' && ask.payment.taxExemption > 0],
  ['malformed', ({ body, won }) => taxesOf(body) > won],
  ['malformed', ({ body, payment }) => (body.taxFreeAmount ?? ZERO) > taxLeft(payment, 'taxFree')],
  ['malformed', ({ body, payment }) => (body.taxExemptionAmount ?? ZERO) > taxLeft(payment, 'taxExemption')],
  ['accountUnwanted', (ask) => !needsAccount(ask) && ask.body.refundReceiveAccount !== null],
  ['accountMissing', (ask) => needsAccount(ask) && ask.body.refundReceiveAccount === null],
  ['unknownBank', ({ body }) => body.refundReceiveAccount !== null && !isBank(body.refundReceiveAccount.bank)],
  ['accountNumberBad', ({ body }) => !/^\d{1,20}$/.test(body.refundReceiveAccount?.accountNumber ?? '0')],
  ['accountBlocked', ({ body }) => body.refundReceiveAccount?.accountNumber === BAD_ACCOUNTS.blockedNumber],
  ['accountMismatch', ({ body }) => body.refundReceiveAccount?.holderName === BAD_ACCOUNTS.strangerName],
  ['tooLate', ({ payment, now }) => isTooLate(payment, now)],
]

const taxesOf = ({ taxFreeAmount, taxExemptionAmount }: CancelBody): number =>
  (taxFreeAmount ?? 0) + (taxExemptionAmount ?? 0)

function isTooLate({ method, approvedAt }: Payment, now: Instant): boolean {
  const until = CANCEL_UNTIL[method]
  return until !== null && approvedAt !== null && now > until(approvedAt)
}

/** Cancels that end as the switch says. */
export const cancelPayment = (world: World, input: Input): Answer => cancelEnding(world, input, endingOf(world))

function endingOf(world: World): Ending {
  const { asyncCancel, asyncCancelMs } = world.switches()
  return asyncCancel === 'off' ? { kind: 'now' } : { kind: asyncCancel, afterMs: asyncCancelMs }
}

export function cancelEnding(world: World, input: Input, ending: Ending): Answer {
  const payment = world.find(input.params.paymentKey ?? '')
  if (payment === null) return refusal(world, 'noSuchPayment', input)
  const read = cancelBody.safeParse(input.body)
  if (!read.success) return refusal(world, 'malformed', input)
  const balance = balanceOf(payment)
  const ask: Ask = { payment, body: read.data, won: read.data.cancelAmount ?? balance, balance, now: world.now() }
  const reason = RULES.find(([, holds]) => holds(ask))?.[0] ?? null
  if (reason !== null) return refusal(world, reason, input)
  carryOut(world, ask, { key: input.idempotencyKey, ending })
  return paymentAnswer(world, payment, input)
}

function carryOut(world: World, { payment, body, won }: Ask, how: { key: string | null; ending: Ending }): void {
  if (won === ZERO) throw new Error(`${payment.paymentKey}: a cancel of nothing got past the rules`)
  const { refundReceiveAccount: to } = body
  cancel(world, payment, {
    amount: won,
    reason: body.cancelReason,
    taxFree: body.taxFreeAmount ?? ZERO,
    taxExemption: body.taxExemptionAmount ?? ZERO,
    key: how.key ?? body.cancelRequestId,
    cancelRequestId: body.cancelRequestId,
    via: 'cancel',
    refundAccount: to === null ? null : { ...to, bankCode: to.bank },
    // An account that nobody paid into is closed at once: no other bank has a say.
    ending: payment.status === 'WAITING_FOR_DEPOSIT' ? { kind: 'now' } : how.ending,
  })
}
