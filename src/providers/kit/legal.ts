/** What every answer of an adapter must be, whatever happened: legal evidence, clean records, words without secrets. */
import { expect } from 'vitest'
import type { IssuedAccount } from '../../core/account/account.ts'
import { BANK_NAMES } from '../../core/account/bank.ts'
import type { CancelEvidence, Evidence, ListedCancel } from '../../core/evidence.ts'
import { METHODS } from '../../core/evidence.ts'
import { isCancellationId } from '../../core/ids.ts'
import { isAmount, isCurrency } from '../../core/money.ts'
import type { Outcome } from '../../core/outcome.ts'
import type { Payment } from '../../core/payment/payment.ts'
import type { Capabilities } from '../../ports/provider.ts'
import { type Book, isClosed, isWaiting } from './control.ts'
import { CANARIES } from './sample.ts'
import type { KitSetup } from './setup.ts'
import type { KitCall } from './world.ts'

const STATUSES = ['paid', 'partially_cancelled', 'cancelled', 'awaiting_deposit', 'not_paid', 'none']

/** Longest message of a provider that is kept (`ProviderAnswer`). */
const MAX_MESSAGE = 500

const nullOr = (value: unknown, holds: (value: unknown) => boolean): boolean => value === null || holds(value)
const isText = (value: unknown): boolean => typeof value === 'string' && value.length > 0

export function expectLegalEvidence(evidence: Evidence): void {
  const told = JSON.stringify(evidence)
  expect(STATUSES).toContain(evidence.status)
  expect(nullOr(evidence.ref, isText), told).toBe(true)
  expect(nullOr(evidence.amount, isAmount), told).toBe(true)
  expect(nullOr(evidence.balance, isAmount), told).toBe(true)
  expect(nullOr(evidence.currency, isCurrency), told).toBe(true)
  expect(
    nullOr(evidence.method, (method) => METHODS.some((one) => one === method)),
    told,
  ).toBe(true)
  expect([true, false, null]).toContain(evidence.live)
  expect(nullOr(evidence.account, isText), told).toBe(true)
  expect(nullOr(evidence.paidAt, Number.isSafeInteger), told).toBe(true)
  for (const cancel of evidence.cancels ?? []) expectLegalCancel(cancel)
  if (evidence.amount !== null && evidence.balance !== null && evidence.cancels !== null) {
    const pending = sum(evidence.cancels.filter(({ state }) => state === 'pending'))
    const left = evidence.amount - sum(evidence.cancels.filter(({ state = 'done' }) => state === 'done'))
    // Some protocols take what is pending off the balance at once, others when it is done.
    if (evidence.status !== 'not_paid') expect([left, left - pending], told).toContain(evidence.balance)
  }
  if (evidence.virtualAccount !== undefined && evidence.virtualAccount !== null)
    expectLegalIssue(evidence.virtualAccount)
  for (const other of evidence.others ?? []) expectLegalEvidence(other)
}

function expectLegalIssue({ bank, number, expiresAt }: IssuedAccount): void {
  expect(number).toMatch(/^\d{6,20}$/)
  expect(nullOr(bank, (name) => BANK_NAMES.some((one) => one === name))).toBe(true)
  expect(nullOr(expiresAt, Number.isSafeInteger)).toBe(true)
}

const sum = (cancels: readonly ListedCancel[]): number => cancels.reduce((won, cancel) => won + cancel.amount, 0)

function expectLegalCancel(cancel: ListedCancel): void {
  const told = JSON.stringify(cancel)
  expect(isText(cancel.providerCancelId), told).toBe(true)
  expect(isAmount(cancel.amount), told).toBe(true)
  expect(nullOr(cancel.at, Number.isSafeInteger), told).toBe(true)
  expect(
    nullOr(cancel.tag, (tag) => typeof tag === 'string' && isCancellationId(tag)),
    told,
  ).toBe(true)
  expect(['done', 'pending', 'failed', undefined]).toContain(cancel.state)
}

export function expectLegalCancelEvidence(evidence: CancelEvidence): void {
  const told = JSON.stringify(evidence)
  expect(nullOr(evidence.providerCancelId, isText), told).toBe(true)
  expect(isAmount(evidence.amount), told).toBe(true)
  expect(nullOr(evidence.remaining, isAmount), told).toBe(true)
  expect(nullOr(evidence.at, Number.isSafeInteger), told).toBe(true)
}

/** The evidence tells what the books say, as far as the protocol can tell it. */
export function expectAgreement(evidence: Evidence, book: Book | undefined, capabilities: Capabilities): void {
  expectLegalEvidence(evidence)
  const told = `${JSON.stringify(evidence)} against ${JSON.stringify(book)}`
  expect(statusesOf(book, capabilities), told).toContain(evidence.status)
  if (book === undefined || book.paidAmount === 0) return
  if (evidence.amount !== null) expect(evidence.amount, told).toBe(book.paidAmount)
  if (evidence.balance !== null) expect(evidence.balance, told).toBe(book.paidAmount - book.cancelledAmount)
  if (evidence.cancels !== null) {
    expect(sum(evidence.cancels.filter(({ state = 'done' }) => state === 'done')), told).toBe(book.cancelledAmount)
  }
}

function statusesOf(book: Book | undefined, { inquiry, virtualAccount }: Capabilities): readonly string[] {
  const deposits = virtualAccount?.depositProof ?? 'inquiry'
  if (book !== undefined && isWaiting(book)) {
    return deposits === 'inquiry' ? ['awaiting_deposit'] : ['awaiting_deposit', 'none', 'not_paid']
  }
  // A protocol that tells no deposits may call a closed account what it calls money that went back.
  if (deposits === 'notice' && book !== undefined && isClosed(book)) return ['none', 'not_paid', 'cancelled']
  if (book === undefined || book.paidAmount === 0) return ['none', 'not_paid']
  // An account that only a notice can tell to be paid is one that waits, as far as asking goes.
  if (deposits === 'notice' && book.account !== null && book.cancelledAmount === 0) return ['paid', 'awaiting_deposit']
  if (book.cancelledAmount === 0) return ['paid']
  if (book.cancelledAmount === book.paidAmount) return ['cancelled']
  return inquiry.partialProof || inquiry.amount ? ['partially_cancelled'] : ['partially_cancelled', 'paid']
}

/** One record per network attempt, and nothing in records and words that must not be kept. */
export function expectCleanCall(setup: KitSetup, call: KitCall, judged: Judged): void {
  // The fence is asked once for every connection that stood; a connection that never stood is recorded as well.
  const neverStood = call.exchanges.filter(({ trouble }) => /^(refused|dns|connect)/.test(trouble ?? ''))
  expect(call.exchanges.length - neverStood.length, 'records per connection').toBe(call.asked())
  for (const exchange of call.exchanges) {
    expect(exchange.endpoint).toMatch(/^(GET|POST|PUT|DELETE|PATCH) https?:\/\/[^?#\s]+$/)
    expect(exchange.tookMs).toBeGreaterThanOrEqual(0)
    expect(exchange.httpStatus === null, 'either an answer or a trouble').toBe(exchange.trouble !== null)
    const texts = [...Object.values(exchange.request), ...Object.values(exchange.response)]
    for (const text of texts) expect(typeof text).toBe('string')
  }
  expectNoSecret(setup, [call.exchanges, judged.outcome], judged.payment)
  const { message } = judged.outcome.answer
  expect(message.length).toBeLessThanOrEqual(MAX_MESSAGE)
}

export interface Judged {
  readonly outcome: Outcome<unknown>
  readonly payment: Payment | null
}

/** A card number as providers show it: digits, a run of stars, digits. */
const MASKED_CARD = /\d{4,8}[ -]?\*{2,8}[ -*]*\d{0,4}/
/** Standing alone: inside a longer reference it is no card. */
const WHOLE_CARD = /(?<![\w-])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?![\w-])/

/** The account that evidence tells of has its one place there; it may stand nowhere else. */
export function expectNoSecret(setup: KitSetup, told: unknown, payment: Payment | null): void {
  const issued = new Set<string>()
  const text = JSON.stringify(told, (name, value) => {
    if (name !== 'virtualAccount' || typeof value !== 'object' || value === null) return value
    issued.add((value as IssuedAccount).number)
    return undefined
  })
  if (payment?.virtualAccount?.number) issued.add(payment.virtualAccount.number)
  const state = payment?.providerState ?? {}
  const inState = (setup.secretState ?? []).flatMap((name) => state[name] ?? [])
  for (const secret of [...setup.secrets, ...inState, ...issued, ...CANARIES]) {
    expect(text.includes(secret), `“${secret.slice(0, 4)}…” is in ${text}`).toBe(false)
  }
  if (setup.secretShape !== undefined) expect(setup.secretShape.exec(text)?.[0] ?? null, text).toBe(null)
  expect(MASKED_CARD.exec(text)?.[0] ?? null, text).toBe(null)
  expect(WHOLE_CARD.exec(text)?.[0] ?? null, text).toBe(null)
}
