/** Speaks with the control API of the sandbox: buyers, books, faults and the clock (DESIGN §9). */
import type { ProviderId } from '../../core/payment/payment.ts'
import type { FaultName, RunningSandbox, SimulatedOperation } from './setup.ts'

/** The provider’s truth about one payment. */
export interface Book {
  readonly ref: string
  readonly orderId: string
  readonly amount: number
  readonly state: string
  readonly paidAmount: number
  readonly cancelledAmount: number
  readonly cancels: readonly { readonly id: string; readonly amount: number; readonly key: string | null }[]
  /** Number of the account that was issued for it. */
  readonly account: string | null
}

/** An account that takes money: `issued` or `waiting`, in whatever words the simulator says so. */
export const isWaiting = ({ account, paidAmount, state }: Book): boolean =>
  account !== null && paidAmount === 0 && /issued|waiting/i.test(state)

/** An account that takes none any more, and never took any. */
export const isClosed = (book: Book): boolean => book.account !== null && book.paidAmount === 0 && !isWaiting(book)

/** One notification as the sandbox logs it. */
export interface SentNotification {
  readonly event: string
  readonly state: string
  readonly forged: boolean
}

interface BuyerWish {
  readonly orderId: string
  readonly amount: number
  readonly method: string
  readonly action: 'pay' | 'close' | 'fail'
}

export interface Control {
  buyer(wish: BuyerWish): Promise<Record<string, string>>
  books(): Promise<readonly Book[]>
  /** How many calls the simulator received. */
  callCount(): Promise<number>
  notifications(): Promise<readonly SentNotification[]>
  staffCancel(ref: string, amount: number): Promise<void>
  /** Somebody transfers money to the account; rejected where the bank turns it away. */
  deposit(ref: string, amount: number): Promise<void>
  switches(patch: object): Promise<void>
  fault(operation: SimulatedOperation, fault: FaultName | 'webhook_forge', more?: object): Promise<void>
  clearFaults(): Promise<void>
  advance(ms: number): Promise<void>
  webhooksTo(url: string | null): Promise<void>
  reset(): Promise<void>
}

export function controlOf(sandbox: RunningSandbox, provider: ProviderId): Control {
  const ask = (method: string, path: string, body?: object) =>
    askJson(`${sandbox.controlUrl}/control/${path}`, method, body)
  return {
    buyer: async (wish) =>
      ((await ask('POST', 'buyers', { provider, ...wish })) as { return: Record<string, string> }).return,
    books: async () => (await ask('GET', `books?provider=${provider}`)) as readonly Book[],
    callCount: async () => ((await ask('GET', `calls?provider=${provider}`)) as readonly unknown[]).length,
    notifications: async () => (await ask('GET', `notifications?provider=${provider}`)) as readonly SentNotification[],
    staffCancel: async (ref, amount) => void (await ask('POST', 'console-cancels', { provider, ref, amount })),
    deposit: async (ref, amount) => void (await ask('POST', 'deposits', { provider, ref, amount })),
    switches: async (patch) => void (await ask('POST', 'switches', { provider, ...patch })),
    fault: async (operation, fault, more = {}) =>
      void (await ask('POST', 'faults', { provider, operation, fault, ...more })),
    clearFaults: async () => void (await ask('DELETE', `faults?provider=${provider}`)),
    advance: async (advanceMs) => void (await ask('POST', 'clock', { advanceMs })),
    webhooksTo: async (url) => void (await ask('PUT', 'webhook-targets', { provider, url })),
    reset: async () => void (await ask('POST', 'reset', {})),
  }
}

async function askJson(url: string, method: string, body?: object): Promise<unknown> {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(url, { method, ...(body === undefined ? {} : json) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`)
  return text === '' ? null : JSON.parse(text)
}
