/** One adapter and its simulator: buyers pay, staff cancels, faults come, and every record is kept to be judged. */
import type { Method } from '../../core/evidence.ts'
import { amount } from '../../core/money.ts'
import type { Cancellation, Payment } from '../../core/payment/payment.ts'
import type { CallContext, Capabilities, Exchange, Provider, ReturnReading } from '../../ports/provider.ts'
import { type Book, type Control, controlOf } from './control.ts'
import { type AccountWish, amountsOf, askedAccount, sampleCancellation, samplePayment, TOTAL } from './sample.ts'
import { HASTY, type KitSetup, PATIENT } from './setup.ts'

/** A call whose records and fence can be read afterwards. */
export interface KitCall extends CallContext {
  readonly exchanges: readonly Exchange[]
  /** How often the fence was asked: once for every connection that stood. */
  readonly asked: () => number
}

export interface KitWorld {
  readonly setup: KitSetup
  readonly capabilities: Capabilities
  readonly provider: Provider
  /** The same account, with a read limit that the fault `slow` exceeds. */
  readonly hasty: Provider
  readonly wrongKey: Provider
  readonly foreign: Provider
  readonly control: Control
  call(change?: Partial<CallContext>): KitCall
  /** A registered payment, frozen at the provider where the protocol has that. */
  fresh(method?: Method): Promise<Payment>
  window(payment: Payment, change?: Partial<Parameters<Control['buyer']>[0]>): Promise<Record<string, string>>
  /** A payment whose buyer went through the window. */
  returned(method?: Method): Promise<Payment>
  /** A payment that was approved and booked. */
  paid(method?: Method): Promise<Payment>
  /** Another cancellation of this payment; default: of all that is left. */
  cancellation(payment: Payment, won?: number): Cancellation
  book(payment: Payment): Promise<Book | undefined>
  /** Everything in the books under its order number. */
  booksOf(payment: Payment): Promise<readonly Book[]>
  /** A payment that asks for an account by our own call, as the engine would have registered it. */
  asking(wish?: AccountWish): Payment
  close(): Promise<void>
}

export async function openWorld(setup: KitSetup): Promise<KitWorld> {
  const sandbox = await setup.start()
  const origin = sandbox.urls[setup.simulator]
  if (origin === undefined) throw new Error(`the sandbox has no simulator of ${setup.simulator}`)
  const provider = setup.make(origin, { account: 'own', timeouts: PATIENT })
  const control = controlOf(sandbox, setup.simulator)
  const base = { setup, provider, control, now: () => sandbox.clock.now() }
  return {
    ...base,
    ...playing(base),
    capabilities: provider.capabilities,
    hasty: setup.make(origin, { account: 'own', timeouts: HASTY }),
    wrongKey: setup.make(origin, { account: 'wrong_key', timeouts: PATIENT }),
    foreign: setup.make(origin, { account: 'foreign', timeouts: PATIENT }),
    close: () => sandbox.close(),
  }
}

interface Base extends Pick<KitWorld, 'setup' | 'provider' | 'control'> {
  readonly now: () => Payment['createdAt']
}

function playing({ setup, provider, control, now }: Base) {
  let serial = 0
  const next = (): number => {
    serial += 1
    return serial
  }
  const call: KitWorld['call'] = (change = {}) => kitCall({ at: now(), ...change })
  const birth = (serial: number, at: Payment['createdAt'], method: Method): Payment => {
    const refIsOrderNumber = provider.capabilities.refIsOrderNumber === true
    return samplePayment({ provider: setup.simulator, serial, at, method, refIsOrderNumber })
  }
  const fresh: KitWorld['fresh'] = async (method = 'card') => {
    const at = now()
    const payment = birth(next(), at, method)
    const prepared = await provider.prepare?.(payment, call())
    if (prepared !== undefined && prepared.kind !== 'done') throw new Error(`prepare: ${JSON.stringify(prepared)}`)
    return payment
  }
  const window: KitWorld['window'] = ({ providerOrderId: orderId, amounts, method }, change) =>
    control.buyer({ orderId, amount: amounts.total, method: method ?? 'card', action: 'pay', ...change })
  const returned: KitWorld['returned'] = async (method) => {
    const payment = await fresh(method)
    return afterReturn(payment, provider.readReturn(payment, await window(payment)))
  }
  return {
    call,
    fresh,
    window,
    returned,
    async paid(method?: Method) {
      const payment = await returned(method)
      const outcome = await provider.approve(payment, call())
      if (outcome.kind !== 'done') throw new Error(`approve: ${JSON.stringify(outcome)}`)
      return booked(payment)
    },
    cancellation(payment: Payment, won?: number): Cancellation {
      const one = sampleCancellation(payment, next(), now())
      const all = one.guard ?? payment.amounts.total
      const asked = won === undefined ? all : amount(won)
      return { ...one, amount: asked, reserved: asked }
    },
    asking(wish: AccountWish = {}): Payment {
      const [at, serial] = [now(), next()]
      const payment = birth(serial, at, 'virtual_account')
      const bank = provider.capabilities.virtualAccount?.issuingBanks[0] ?? null
      const providerRef = provider.issueRef?.(serial, at) ?? payment.providerRef
      const virtualAccount = askedAccount(at, { by: 'api', bank, cashReceipt: null, ...wish })
      return { ...payment, state: 'approving', providerRef, virtualAccount }
    },
    async booksOf({ providerRef, providerOrderId }: Payment) {
      const books = await control.books()
      return books.filter(({ ref, orderId }) => ref === providerRef || orderId === providerOrderId)
    },
    async book({ providerRef, providerOrderId }: Payment) {
      const books = await control.books()
      return books.find(({ ref, orderId }) => ref === providerRef || orderId === providerOrderId)
    },
  }
}

function kitCall(change: Partial<CallContext> & Pick<CallContext, 'at'>): KitCall {
  const exchanges: Exchange[] = []
  let [asked, ms] = [0, 0]
  const mayStillSend = change.mayStillSend ?? (() => true)
  return {
    at: change.at,
    mayStillSend: () => {
      asked += 1
      return mayStillSend()
    },
    record: (exchange) => void exchanges.push(exchange),
    monotonicMs: () => {
      ms += 1
      return ms
    },
    exchanges,
    asked: () => asked,
  }
}

/** The payment as the engine would keep it after this reading. */
export function afterReturn(payment: Payment, reading: ReturnReading): Payment {
  if (reading.kind !== 'approvable') throw new Error(`not approvable: ${JSON.stringify(reading)}`)
  return { ...payment, state: 'approving', providerRef: reading.ref, providerState: reading.providerState }
}

/** The payment as the engine would keep it once its money is booked. */
export const booked = (payment: Payment): Payment => ({
  ...payment,
  state: 'paid',
  amounts: amountsOf({ paid: TOTAL }),
})

/** The payment as the engine would keep it after so much was cancelled by us. */
export const lessened = (payment: Payment, won: number): Payment => ({
  ...payment,
  state: 'partially_cancelled',
  amounts: { ...payment.amounts, cancelledByUs: amount(payment.amounts.cancelledByUs + won) },
})
