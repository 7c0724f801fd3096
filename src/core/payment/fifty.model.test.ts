/** A deposit that is told of fifty times, among expiry, close and refund: one state, as if it had been told of once. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  cancelOutcome,
  contextAt,
  dice,
  evidence,
  NOON,
  newest,
  refusedWith,
  startNewest,
  TOTAL,
  told,
} from '../../../test/core.ts'
import { AccountLife } from '../../../test/core-account.ts'
import { BY_INQUIRY, BY_NOTICE, QUIET } from '../../../test/core-account-plan.ts'
import type { Roll } from '../../../test/core-life.ts'
import { type Amount, amount } from '../money.ts'
import { DAY_MS, HOUR_MS, instant, MINUTE_MS } from '../time.ts'
import { decide, type PaymentEvent } from './decide.ts'
import type { Policy } from './draft.ts'
import type { PaymentFile } from './payment.ts'

const RUNS = 1_000
const SEED = Number(process.env.SEED ?? Math.floor(Date.now() / DAY_MS))

const ACCOUNT = { bank: 'SHINHAN', number: '56211105948400', holder: '홍길동', phone: null } as const

type Act = 'notice' | 'expiry' | 'close' | 'refund' | 'order'

/** Issued, its deadline over, and the deposit made in its last hour: the bank tells of it, again and again. */
function issued(policy: Policy, roll: Roll): PaymentFile {
  const life = new AccountLife({ ...QUIET, policy, roll })
  life.start()
  return life.file
}

/** Plays the acts a minute apart; what is refused changes nothing. */
class Stage {
  file: PaymentFile
  private now = instant(NOON + 3 * DAY_MS + HOUR_MS)
  private readonly policy: Policy
  private readonly byNotice: boolean

  constructor(file: PaymentFile, policy: Policy) {
    this.file = file
    this.policy = policy
    this.byNotice = policy.virtualAccount?.depositProof === 'notice'
  }

  play(act: Act): void {
    this.now = instant(this.now + MINUTE_MS)
    switch (act) {
      case 'notice':
        this.tell(this.byNotice ? this.notice() : { type: 'hint', event: 'deposit' })
        this.ask('hint_heard')
        return
      case 'expiry':
        this.ask('deposit_overdue')
        return
      case 'close':
        this.tell(asked('01', null))
        this.carryOut()
        return
      case 'refund':
        this.tell(asked('02', amount(20_000), { refundAccount: ACCOUNT }))
        return
      case 'order':
        this.tell({ type: 'record_order', ref: 'R', amount: null })
    }
  }

  private tell(event: PaymentEvent): void {
    const decision = decide(this.file, event, contextAt(this.now, this.policy))
    if (decision.ok) this.file = decision.file
  }

  /** The bank has the money: no account is closed over it. */
  private carryOut(): void {
    if (this.file.cancellations.at(-1)?.state !== 'queued' || newest(this.file).via !== 'close') return
    this.tell(startNewest(this.file))
    this.tell(cancelOutcome(refusedWith(this.byNotice ? 'ask_account' : 'inquire'))(this.file))
    this.ask('hint_heard')
  }

  private ask(reason: 'hint_heard' | 'deposit_overdue'): void {
    const bare = { method: 'virtual_account' } as const
    const paid = { ...bare, amount: TOTAL, cancels: [], paidAt: instant(NOON + DAY_MS) }
    const seen = this.byNotice ? evidence('awaiting_deposit', { ...bare, amount: null }) : evidence('paid', paid)
    const { hintsHeard } = this.file.payment
    this.tell({ type: 'inquiry_outcome', reason, outcome: told(seen), hintsHeard })
    this.carryOut()
  }

  private notice(): PaymentEvent {
    const { providerRef: ref, providerOrderId: orderNumber, virtualAccount } = this.file.payment
    const notice = {
      ref,
      orderNumber,
      account: virtualAccount?.number ?? '',
      amount: TOTAL,
      at: instant(NOON + DAY_MS),
    }
    return { type: 'deposit_notice', notice, trusted: true }
  }
}

/** Under one id, as under one key: both lines ask for the same thing. */
function asked(id: string, sum: Amount | null, more: object = {}): PaymentEvent {
  const known = { reason: '변심', requester: 'buyer', expectedBalance: null, taxFree: null, vat: null } as const
  const request = { id: `can_${id.repeat(13)}` as never, amount: sum, ...known, ...more }
  return { type: 'request_cancellation', request }
}

/** What is left of a file when times and counters are taken out of it. */
const essence = ({ payment, cancellations }: PaymentFile) => ({
  state: payment.state,
  amounts: payment.amounts,
  order: payment.order?.ref ?? null,
  asks: payment.accountAsk !== null,
  hold: payment.hold?.cause ?? null,
  paidAt: payment.paidAt,
  cancellations: cancellations.map(({ kind, state, amount: won }) => ({ kind, state, won })),
})

const shuffled = <Item>(items: readonly Item[], roll: Roll): Item[] => {
  const rest = [...items]
  return items.map(() => rest.splice(roll(rest.length), 1)[0] as Item)
}

it(`in ${RUNS} shuffles of the acts, and of where the repetitions fall between them`, () => {
  const ends = new Set<string>()
  const property = fc.property(fc.nat(), fc.constantFrom(BY_NOTICE, BY_INQUIRY), (seed, policy) => {
    const roll = dice(seed)
    const once = shuffled<Act>(['notice', 'expiry', 'close', 'refund', 'order'], roll)
    const first = once.indexOf('notice')
    const often = Array.from({ length: 49 }).reduce<Act[]>(
      (line) => line.toSpliced(first + 1 + roll(line.length - first), 0, 'notice'),
      once,
    )
    const file = issued(policy, roll)
    const [one, many] = [new Stage(file, policy), new Stage(file, policy)]
    for (const act of once) one.play(act)
    for (const act of often) many.play(act)
    expect(essence(many.file), once.join(' ')).toEqual(essence(one.file))
    expect(many.file.payment.amounts.paid).toBe(TOTAL)
    ends.add(JSON.stringify(essence(many.file)))
  })
  fc.assert(property, { numRuns: RUNS, seed: SEED })
  // With and without an order, with and without a refund, and with a close that came too late.
  expect(ends.size).toBeGreaterThan(3)
})
