/** Every commit and every provider call, by name: a process can be told to kill itself just before or just after. */
import type { ProbePoint } from '../src/engine/deps.ts'
import type { Provider } from '../src/ports/provider.ts'
import type { Store } from '../src/ports/store.ts'

/** Statements of the store that commit something, without the two that write payments. */
const COMMITS = [
  'recordCall',
  'claim',
  'release',
  'keepWebhook',
  'claimWebhooks',
  'markWebhooks',
  'sequenceFeed',
  'fanOut',
  'handOut',
  'beginDelivery',
  'endDelivery',
] as const satisfies readonly (keyof Store)[]

/** Of a comparison of books. */
const COMPARISONS = [
  'request',
  'claim',
  'keep',
  'keepListed',
  'forgetListed',
  'setTotals',
  'writeDifferences',
  'resolveGone',
  'end',
] as const satisfies readonly (keyof NonNullable<Store['reconciliation']>)[]

/** What crosses the network. */
const CALLS = [
  'prepare',
  'approve',
  'cancel',
  'netCancel',
  'issueAccount',
  'closeAccount',
  'inquire',
  'list',
] as const satisfies readonly (keyof Provider)[]

/** Asked for again and again, mostly for nothing: so there is only an "after", of what brought something. */
const POLLED: ReadonlySet<string> = new Set([
  'store.claim',
  'store.claimWebhooks',
  'store.sequenceFeed',
  'store.handOut',
  'books.claim',
])

export type Moment = 'before' | 'after'
/** `save.payment.paid`, `insert.payment.registered`, `books.end`, `call.cancel`, `probe.orphan.checked`. */
export type Failpoint = string

/** Where to die next; null = nowhere. */
export interface Armed {
  readonly point: Failpoint
  readonly moment: Moment
}

export interface Failpoints {
  /** From now on; the first time that it is reached. */
  arm(armed: Armed | null): void
  readonly probe: (point: ProbePoint) => Promise<void> | void
  readonly store: (store: Store) => Store
  readonly provider: (provider: Provider) => Provider
}

type Act = (...args: unknown[]) => unknown
type Names = (args: readonly unknown[]) => readonly Failpoint[]

/** `die` never comes back. */
export function createFailpoints(die: () => Promise<never>): Failpoints {
  let armed: Armed | null = null
  const reach = async (names: readonly Failpoint[], moment: Moment): Promise<void> => {
    if (armed?.moment === moment && names.includes(armed.point)) await die()
  }
  /** The same object, with failpoints around some of its functions. */
  const around = <Whole extends object>(whole: Whole, named: Readonly<Record<string, Names>>): Whole =>
    new Proxy(whole, {
      get: (target, key) => {
        const value = Reflect.get(target, key) as unknown
        const names = typeof key === 'string' && Object.hasOwn(named, key) ? named[key] : undefined
        if (typeof value !== 'function') return value
        if (names === undefined) return (value as Act).bind(target)
        return async (...args: unknown[]) => {
          const reached = names(args)
          const polled = reached.some((name) => POLLED.has(name))
          if (!polled) await reach(reached, 'before')
          const result = await (value as Act).apply(target, args)
          if (!polled || brought(result)) await reach(reached, 'after')
          return result
        }
      },
    })
  const store = (real: Store): Store => {
    const wrapped = around(real, STORE)
    const { reconciliation } = real
    if (reconciliation === undefined) return wrapped
    const books = around(reconciliation, BOOKS)
    return new Proxy(wrapped, { get: (target, key) => (key === 'reconciliation' ? books : Reflect.get(target, key)) })
  }
  return {
    arm: (next) => {
      armed = next
    },
    probe: (point) => reach([`probe.${point}`], 'before'),
    store,
    provider: (real) => around(real, CALLED),
  }
}

const brought = (result: unknown): boolean =>
  Array.isArray(result) ? result.length > 0 : typeof result === 'number' ? result > 0 : result !== null

const entries = (args: readonly unknown[]): readonly string[] =>
  (args[0] as { timeline: readonly { type: string }[] }).timeline.map(({ type }) => type)

const table = (prefix: string, names: readonly string[]): Record<string, Names> =>
  Object.fromEntries(names.map((name) => [name, () => [`${prefix}.${name}`]]))

const STORE: Readonly<Record<string, Names>> = {
  ...table('store', COMMITS),
  save: (args) => entries(args).map((type) => `save.${type}`),
  insert: (args) => entries(args).map((type) => `insert.${type}`),
}
const BOOKS = table('books', COMPARISONS)
const CALLED = table('call', CALLS)

/** All of them but those of payments, which are named by what they write (`save.<type>`, `insert.<type>`). */
export const FAILPOINTS: readonly Failpoint[] = [
  ...COMMITS.map((name) => `store.${name}`),
  ...COMPARISONS.map((name) => `books.${name}`),
  ...CALLS.map((name) => `call.${name}`),
]
