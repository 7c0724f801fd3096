/** The judges can fail: adapters that lie, forget or stall are caught within a few hundred inputs. */
import { describe, expect, test } from 'vitest'
import type { Evidence } from '../src/core/evidence.ts'
import { amount, ZERO } from '../src/core/money.ts'
import type { Outcome } from '../src/core/outcome.ts'
import type { Provider } from '../src/ports/provider.ts'
import { run } from './run.ts'
import type { TargetName } from './target.ts'
import { ALL } from './targets/all.ts'

/** Everything that asks about a payment, with its answers changed. */
const telling =
  (change: (told: Evidence) => Evidence) =>
  (provider: Provider): Provider => {
    const lie = (outcome: Outcome<Evidence>): Outcome<Evidence> =>
      outcome.kind === 'done' ? { ...outcome, evidence: change(outcome.evidence) } : outcome
    return {
      ...provider,
      approve: async (payment, call) => lie(await provider.approve(payment, call)),
      inquire: async (target, call) => lie(await provider.inquire(target, call)),
    }
  }

const believing = (provider: Provider): Provider => ({
  ...provider,
  async approve(payment, call) {
    const outcome = await provider.approve(payment, call)
    if (outcome.kind !== 'unknown') return outcome
    const { providerRef: ref, amounts, currency } = payment
    const money = { amount: amounts.total, balance: amounts.total, currency, paidAt: null, cancels: null }
    const evidence = { ...money, status: 'paid', ref, method: null, live: true, account: null } as const
    return { ...outcome, kind: 'done', evidence, next: 'none' }
  },
})

const giving = (provider: Provider): Provider => ({
  ...provider,
  async cancel(payment, cancellation, call) {
    const outcome = await provider.cancel(payment, cancellation, call)
    const evidence = { providerCancelId: null, amount: cancellation.amount, remaining: ZERO, at: null }
    return outcome.kind === 'unknown' ? { ...outcome, kind: 'done', evidence, next: 'none' } : outcome
  },
})

const givingUp = (provider: Provider): Provider => ({
  ...provider,
  async approve(payment, call) {
    const outcome = await provider.approve(payment, call)
    return outcome.kind === 'unknown' ? { ...outcome, kind: 'refused' } : outcome
  },
})

/** Of CPU time: on a busy machine little of it passes on the clock of the wall. */
const STALLS_US = 60_000

const stalling = (provider: Provider): Provider => ({
  ...provider,
  readReturn(payment, fields) {
    const began = process.threadCpuUsage()
    while (process.threadCpuUsage(began).user < STALLS_US);
    return provider.readReturn(payment, fields)
  },
})

const trusting = (provider: Provider): Provider => ({
  ...provider,
  readReturn(payment, fields) {
    const reading = provider.readReturn(payment, fields)
    const { TxTid = '' } = fields
    const state = { providerState: {}, fingerprint: 'f'.repeat(64), method: null, ref: TxTid.slice(0, 300) || 'x' }
    return reading.kind === 'rejected' ? { kind: 'approvable', ...state } : reading
  },
})

const swearing = (provider: Provider): Provider => ({
  ...provider,
  async readWebhook(webhook, at) {
    const reading = await provider.readWebhook(webhook, at)
    const hint = { kind: 'hint', event: 'x', ref: 'x', orderNumber: null, proven: true } as const
    return reading.kind === 'refused' ? hint : reading
  },
})

const throwing = (provider: Provider): Provider => ({
  ...provider,
  async readWebhook(webhook, at) {
    JSON.parse(Buffer.from(webhook.body).toString('utf8'))
    return provider.readWebhook(webhook, at)
  },
})

const LIARS: readonly (readonly [string, TargetName, (provider: Provider) => Provider])[] = [
  ['one won more', 'answers', telling((told) => ({ ...told, amount: amount((told.amount ?? 0) + 1) }))],
  ['another payment', 'answers', telling((told) => ({ ...told, ref: 'somebody-else' }))],
  ['paid, whatever was said', 'answers', telling((told) => ({ ...told, status: 'paid' }))],
  ['paid, where nothing was understood', 'answers', believing],
  ['given back, where nothing was understood', 'answers', giving],
  ['refused, where nothing was understood', 'answers', givingUp],
  ['a forged return', 'returns', trusting],
  ['a slow reading', 'returns', stalling],
  ['a forged notice', 'webhooks', swearing],
  ['a reader that throws', 'webhooks', throwing],
]

describe('an adapter that believes', () => {
  test.each(LIARS)('%s is caught', async (_lie, name, liar) => {
    const target = ALL[name]
    const inputs = liar === stalling ? 1 : 400
    const range = { target: name, seed: 1, from: 0, to: inputs }
    const found = await run({ ...target, open: () => target.open(liar) }, range, () => {})
    expect(found.length).toBeGreaterThan(0)
  })
})
