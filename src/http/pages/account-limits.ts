/** Asks a provider which accounts it can carry, so that a page can say so beforehand and name every wrong field. */
import type { RefundAccount } from '../../core/account/account.ts'
import type { AskedAccount } from '../../core/account/check.ts'
import { checkAccount } from '../../core/account/check.ts'
import type { Provider } from '../../ports/provider.ts'

/** `bytes`: of EUC-KR, where a Korean syllable takes two and a Latin letter one. */
export interface HolderLimit {
  readonly most: number
  readonly unit: 'bytes' | 'characters'
}

export interface AccountLimits {
  /** Digits. */
  readonly number: number
  readonly holder: HolderLimit
  /** Whether the phone of the holder is needed. */
  readonly phone: boolean
}

export type AccountField = keyof RefundAccount
export type Wrong = 'missing' | 'too_long' | 'not_right'
export type WrongFields = Readonly<Partial<Record<AccountField, Wrong>>>

type Carrier = Pick<Provider, 'refundAccountProblem' | 'capabilities'>

/** The widest account that the core lets through (core/account/check.ts). */
const WIDEST = { number: 20, holder: 60 } as const
/** Shorter accounts there are none, so that a provider that takes fewer digits takes nothing. */
const LEAST = { number: 6, holder: 1 } as const

type Plain = RefundAccount & { readonly phone: string }

/** Fits every provider, so that what is wrong about a changed one is the change. */
function plain({ refundAccountProblem, capabilities }: Carrier): Plain {
  const account = { number: '1'.repeat(10), holder: '김', phone: '01012345678' }
  const banks = capabilities.virtualAccount?.refundBanks ?? []
  const bank = banks.find((one) => refundAccountProblem?.({ ...account, bank: one })?.field !== 'bank') ?? 'SHINHAN'
  return { ...account, bank }
}

/** Found by trying, so that no table can differ from what the provider then refuses. */
export function accountLimits(provider: Carrier): AccountLimits {
  const account = plain(provider)
  const takes = (change: Partial<RefundAccount>): boolean =>
    provider.refundAccountProblem?.({ ...account, ...change }) == null
  const longest = (from: number, least: number, change: (length: number) => Partial<RefundAccount>): number => {
    for (let length = from; length > least; length -= 1) if (takes(change(length))) return length
    return least
  }
  const syllables = longest(WIDEST.holder, LEAST.holder, (length) => ({ holder: '가'.repeat(length) }))
  const letters = longest(WIDEST.holder, LEAST.holder, (length) => ({ holder: 'a'.repeat(length) }))
  return {
    number: longest(WIDEST.number, LEAST.number, (length) => ({ number: '1'.repeat(length) })),
    holder: { most: letters, unit: syllables < letters ? 'bytes' : 'characters' },
    phone: !takes({ phone: null }),
  }
}

/** Every field that is wrong, and how; empty: the account can be sent. Nothing is ever cut to fit. */
export function wrongFields(provider: Carrier, asked: AskedAccount): WrongFields {
  const good = plain(provider)
  const checked = checkAccount(asked)
  const found = new Set<AccountField>(checked.ok ? [] : checked.problems.map(({ field }) => field))
  const fitting = checkAccount({ ...asked, ...picked(good, found) })
  let account: RefundAccount = fitting.ok ? fitting.account : good
  // The provider names one field at a time; each is asked about once.
  for (let asks = 0; asks < FIELDS.length; asks += 1) {
    const problem = provider.refundAccountProblem?.(account) ?? null
    if (problem === null || found.has(problem.field)) break
    found.add(problem.field)
    account = { ...account, ...picked(good, new Set([problem.field])) }
  }
  const limits = accountLimits(provider)
  return Object.fromEntries(FIELDS.filter((name) => found.has(name)).map((name) => [name, howOf(name, asked, limits)]))
}

const FIELDS = ['bank', 'number', 'holder', 'phone'] as const satisfies readonly AccountField[]

const picked = (account: Plain, names: ReadonlySet<AccountField>): Partial<Plain> =>
  Object.fromEntries(FIELDS.filter((name) => names.has(name)).map((name) => [name, account[name]]))

function howOf(name: AccountField, asked: AskedAccount, limits: AccountLimits): Wrong {
  const value = (asked[name] ?? '').trim()
  if (value === '') return 'missing'
  if (name === 'number') return value.replaceAll(/\D/g, '').length > limits.number ? 'too_long' : 'not_right'
  if (name === 'holder') return lengthIn(limits.holder.unit, value) > limits.holder.most ? 'too_long' : 'not_right'
  return 'not_right'
}

/** As banks count: what is not ASCII takes two bytes in EUC-KR. */
export function lengthIn(unit: HolderLimit['unit'], name: string): number {
  const characters = Array.from(name.normalize('NFC'))
  if (unit === 'characters') return characters.length
  return characters.reduce((bytes, one) => bytes + ((one.codePointAt(0) ?? 0) < 0x80 ? 1 : 2), 0)
}
