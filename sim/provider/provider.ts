/** A provider as the engine sees it: the contract of an adapter over simulated books, at the level of outcomes. */
import type { Outcome } from '../../src/core/outcome.ts'
import { notSent } from '../../src/core/outcome.ts'
import type { Payment } from '../../src/core/payment/payment.ts'
import { instant } from '../../src/core/time.ts'
import type { CallContext, InquiryTarget, Operation, Provider, ReturnReading } from '../../src/ports/provider.ts'
import { type Dice, diceOf } from '../dice.ts'
import { LINE_FAULTS, type LineFault } from '../mix.ts'
import { type Acting, approve, cancel, close, issue, netCancel } from './acts.ts'
import { ACCOUNT, done } from './answers.ts'
import { carry, LATE_ISSUE_MS, LATE_UNDO_MS, type Line } from './line.ts'
import { inquire } from './reading.ts'
import { readWebhook } from './webhook.ts'

/** What decides about the fate of calls. */
export interface Luck {
  readonly seed: number
  /** What happens to this call; null: it arrives and is answered. */
  readonly faultOf: (operation: Operation, dice: Dice) => LineFault | null
  /** Hears of the end of each call. */
  readonly called: (operation: Operation, outcome: Outcome<unknown>) => void
}

/** Which faults an operation can meet: some would be lies of a kind that no sheet allows. */
const ONLY: Partial<Record<LineFault, readonly Operation[]>> = {
  late_effect: ['approve', 'cancel', 'net_cancel', 'issue', 'close'],
  stale: ['inquire'],
  refuse_inquire: ['cancel', 'net_cancel'],
  refuse_later: ['cancel', 'net_cancel', 'close'],
  refuse_operator: ['cancel', 'net_cancel', 'approve', 'close'],
  refuse_none: ['cancel', 'net_cancel', 'approve', 'issue', 'prepare'],
}

const fits = (fault: LineFault, operation: Operation): boolean => ONLY[fault]?.includes(operation) ?? true

export const createLuck = (
  seed: number,
  mix: { readonly share: () => number; readonly weights: Readonly<Record<LineFault, number>> },
  called: Luck['called'],
): Luck => ({
  seed,
  called,
  faultOf: (operation, dice) => {
    if (!dice.chance(mix.share())) return null
    const possible = LINE_FAULTS.filter((fault) => fits(fault, operation))
    const weights = Object.fromEntries(possible.map((fault) => [fault, mix.weights[fault]])) as Record<
      LineFault,
      number
    >
    return Object.values(weights).some((weight) => weight > 0) ? dice.weighted(weights) : null
  },
})

type About = Pick<InquiryTarget, 'providerRef' | 'providerOrderId'>

interface Dialling {
  readonly line: Line
  readonly luck: Luck
  /** How often each call of a payment was made, by any process. */
  readonly counts: Map<string, number>
  readonly id: string
}

/** Calls of one payment have a stream of luck of their own. */
const dialler =
  ({ line, luck, counts, id }: Dialling) =>
  async <E>(
    operation: Operation,
    about: About,
    { context, arrive, lateMs = 1 }: { context: CallContext; arrive: (staleMs: number) => Outcome<E>; lateMs?: number },
  ): Promise<Outcome<E>> => {
    const name = `${about.providerOrderId} ${operation}`
    const nth = (counts.get(name) ?? 0) + 1
    counts.set(name, nth)
    const dice = diceOf(luck.seed, 'call', id, name, nth)
    const stuck = nth > STUCK_CALLS ? null : stuckFault(luck, operation, `${id} ${name}`)
    const fault = stuck ?? luck.faultOf(operation, dice)
    const outcome = await carry(line, { operation, context, arrive, lateMs, fault, dice })
    luck.called(operation, outcome)
    return outcome
  }

const STICKS: readonly (LineFault | null)[] = ['garble', 'unlisted_code', 'error_before', 'error_after', 'lose_reply']
const STUCK = 0.2
/** Fewer than a webhook is followed before a person has to look, which would be an alarm and no fault of ours. */
const STUCK_CALLS = 12

/** What cannot be read of a payment now often cannot be read soon after: then every question about it is in vain. */
function stuckFault(luck: Luck, operation: Operation, name: string): LineFault | null {
  const dice = diceOf(luck.seed, 'stuck', name)
  if (operation !== 'inquire' || !dice.chance(STUCK)) return null
  const fault = luck.faultOf(operation, dice)
  return STICKS.includes(fault) ? fault : null
}

/** One process's adapter. */
export function createProvider(acting: Acting, dialling: Omit<Dialling, 'id'>): Provider {
  const { profile } = acting.books
  const { capabilities } = profile
  const call = dialler({ ...dialling, id: profile.id })
  return {
    id: profile.id,
    capabilities,
    credential: `${profile.id}/1`,
    account: ACCOUNT,
    live: true,
    browserOrigins: [],
    validate: () => null,
    ...(capabilities.prepares
      ? {
          prepare: (payment, context) => call('prepare', payment, { context, arrive: () => done<null>(null) }),
        }
      : {}),
    checkout: () => ({ sdkUrl: '', global: '', args: {} }),
    readReturn,
    approve: (payment, context) =>
      call('approve', payment, { context, arrive: () => approve(acting, payment), lateMs: profile.lateApproveMs }),
    cancel: (payment, asked, context) =>
      call('cancel', payment, {
        context,
        arrive: () => cancel(acting, payment, asked),
        // What undoes an approval comes within a minute or never: else no proof of the protocol would hold.
        lateMs: payment.state === 'approving' ? LATE_UNDO_MS : profile.lateCancelMs,
      }),
    netCancel: (payment, asked, context) =>
      call('net_cancel', payment, { context, arrive: () => netCancel(acting, payment, asked), lateMs: LATE_UNDO_MS }),
    ...(profile.id === 'nicepay' ? { issueRef: (serial: number) => `V${serial}` } : {}),
    issueAccount: (payment, context) =>
      capabilities.virtualAccount?.issue === 'api'
        ? call('issue', payment, { context, arrive: () => issue(acting, payment), lateMs: LATE_ISSUE_MS })
        : Promise.resolve(notSent('no such call')),
    closeAccount: (payment, _asked, context) =>
      call('close', payment, { context, arrive: () => close(acting, payment), lateMs: LATE_ISSUE_MS }),
    inquire: (target, context) =>
      call('inquire', target, {
        context,
        arrive: (staleMs) => inquire(acting.books, target, instant(acting.time.now() - staleMs)),
      }),
    readWebhook: async (webhook) => readWebhook(profile, webhook),
    webhookLimitBytes: 10_000,
    webhookAnswer: {
      accepted: { status: 200, contentType: 'text/plain', body: 'OK' },
      refused: { status: 200, contentType: 'text/plain', body: 'OK' },
    },
    list: null,
  }
}

/** What the window's seal is made of: a forger does not know how. */
export const sealOf = (ref: string, order: string, amount: string): string => `${ref}|${order}|${amount}|sealed`

/** The checks of an adapter: genuine, ours, for the amount that was frozen (return.ts of each adapter). */
function readReturn(payment: Payment, fields: Readonly<Record<string, string>>): ReturnReading {
  const { kind = '', ref = '', order = '', amount = '', seal = '' } = fields
  if (kind === 'left') return { kind: 'abandoned', code: 'LEFT', message: 'the buyer left' }
  if (ref === '') return { kind: 'rejected', error: 'MD_RETURN_INCOMPLETE', detail: 'no reference' }
  if (seal !== sealOf(ref, order, amount)) return { kind: 'rejected', error: 'MD_RETURN_FORGED', detail: 'seal' }
  if (order !== payment.providerOrderId) return { kind: 'rejected', error: 'MD_RETURN_OTHER_ORDER', detail: order }
  const { moneyMoves } = { moneyMoves: fields.moved === 'yes' ? 'in_window' : 'at_approve' }
  if (moneyMoves === 'at_approve' && Number(amount) !== payment.amounts.total) {
    return { kind: 'rejected', error: 'MD_RETURN_AMOUNT', detail: amount }
  }
  const method = fields.method === 'virtual_account' ? 'virtual_account' : null
  return { kind: 'approvable', ref, method, fingerprint: seal, providerState: { token: ref } }
}
