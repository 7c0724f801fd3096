/** The life of a virtual account over lossy lines: issued, deposited or not, closed, expired, and given back. */
import type { DepositNotice, RefundAccount } from '../src/core/account/account.ts'
import type { CancelEvidence, Evidence } from '../src/core/evidence.ts'
import { amount } from '../src/core/money.ts'
import { notSent, type Outcome } from '../src/core/outcome.ts'
import { placeHolder } from '../src/core/payment/attention.ts'
import type { PaymentEvent } from '../src/core/payment/decide.ts'
import type { Effect } from '../src/core/payment/draft.ts'
import type { Cancellation, PaymentFile, Reason } from '../src/core/payment/payment.ts'
import { DAY_MS, instant, SECOND_MS } from '../src/core/time.ts'
import { contextAt, registered, TOTAL, told, unknownWith } from './core.ts'
import { Bank, type BankRefund, EXPIRES, NUMBER } from './core-account-bank.ts'
import type { AccountPlan } from './core-account-plan.ts'
import { Life } from './core-life.ts'
import { must } from './core-rules.ts'

const CALL_FAULTS = ['crash_before', 'crash_after', 'not_sent', 'lose_request', 'lose_reply', 'late_effect'] as const
const INQUIRY_FAULTS = ['not_sent', 'lose_reply'] as const

const MAX_TURNS = 400
const LEASE_MS = 90 * SECOND_MS
const LATE_MS = 30 * SECOND_MS
const ACCOUNT: RefundAccount = { bank: 'SHINHAN', number: '56211105948400', holder: '홍길동', phone: null }

/** Asked for an account by API, three days to pay. */
const asked = (): PaymentFile =>
  registered({
    method: 'virtual_account',
    providerRef: 'nicepay00m03012611201500000001',
    virtualAccount: {
      by: 'api',
      bank: 'SHINHAN',
      number: null,
      holder: null,
      expiresAt: EXPIRES,
      issuedAt: null,
      cashReceipt: null,
    },
  })

export class AccountLife extends Life {
  readonly bank: Bank
  private readonly plan: AccountPlan

  constructor(plan: AccountPlan) {
    super(asked(), { ...plan, maxTurns: MAX_TURNS, deskIsManned: false })
    this.plan = plan
    const { refusesLink = false } = plan
    this.bank = new Bank({ byNotice: this.byNotice, refusesLink, onRefund: (refund) => this.maybeBounce(refund) })
  }

  run(): void {
    const { deposit, forgeries, orderMs, dropMs, cancel } = this.plan
    this.start()
    if (deposit !== null) this.later(deposit.ms, () => this.pay(deposit.won))
    for (const ms of forgeries) this.later(ms, () => this.forge())
    if (orderMs !== null) this.later(orderMs, () => this.happen({ type: 'record_order', ref: 'R', amount: null }))
    if (dropMs !== null) this.later(dropMs, () => this.happen({ type: 'drop_order', reason: '방 없음' }))
    if (cancel !== null) this.later(cancel.ms, () => this.cancelAsMerchant(cancel.account, cancel.part))
    this.live()
  }

  /** The account is issued; nothing else has happened. */
  start(): void {
    this.happen({ type: 'start_issue' })
  }

  /** Nobody told of the deposit: then it is found only where somebody still asks. */
  get wasSilent(): boolean {
    return this.plan.notices === 0
  }

  /** A part is all that anybody wants back: the order stands, and nobody drops it. Null where more may go back. */
  get partOnly(): number | null {
    const { cancel, dropMs } = this.plan
    const tied = this.file.payment.order !== null
    return tied && dropMs === null && this.bank.paid === TOTAL ? (cancel?.part ?? null) : null
  }

  private get byNotice(): boolean {
    return this.plan.policy.virtualAccount?.depositProof === 'notice'
  }

  protected override turn(): boolean {
    this.answerTheLink()
    this.repeatTheRefund()
    return super.turn()
  }

  private repeating: string | null = null
  /** A shop that knows the account by now refunds again what came back, if the buyer was not faster. */
  private repeatTheRefund(): void {
    const { accountAsk } = this.file.payment
    const { repeatsMs = null } = this.plan
    if (accountAsk?.why !== 'refund_bounced' || accountAsk.linkId === this.repeating || repeatsMs === null) return
    this.repeating = accountAsk.linkId
    const { linkId, amount: part } = accountAsk
    this.later(repeatsMs, () => {
      if (this.file.payment.accountAsk?.linkId === linkId) this.cancelAsMerchant(true, part ?? undefined)
    })
  }

  private asking: string | null = null
  private answerTheLink(): void {
    const { accountAsk } = this.file.payment
    const { answersMs } = this.plan
    if (accountAsk === null || accountAsk.linkId === this.asking || answersMs === null) return
    this.asking = accountAsk.linkId
    const { linkId } = accountAsk
    this.later(answersMs, () => this.happen({ type: 'give_account', linkId, account: ACCOUNT }))
    // A second click, and a link that was never ours, do nothing.
    this.later(answersMs + 1, () => this.happen({ type: 'give_account', linkId, account: ACCOUNT }))
    this.later(answersMs, () => this.happen({ type: 'give_account', linkId: 'forged', account: ACCOUNT }))
  }

  private pay(won: number): void {
    const open = this.bank.account === 'live' && this.now <= EXPIRES
    const late = this.plan.lateDeposits && this.bank.account !== 'none'
    // Nobody pays on an account whose number was never shown.
    if (!(open || late) || this.file.payment.virtualAccount?.number === null || this.bank.paid > 0) return
    this.bank.account = 'live'
    // NICEPAY's accounts take the registered sum and nothing else.
    this.bank.paid = this.byNotice ? TOTAL : won
    this.bank.depositedAt = this.now
    const notice = this.notice({ at: this.now })
    const { notices, roll, deliveries } = this.plan
    const delays = deliveries ?? Array.from({ length: notices }, () => 1 + roll(4 * DAY_MS))
    for (const ms of delays) this.later(ms, () => this.tell(notice))
  }

  private notice(change: Partial<DepositNotice>): DepositNotice {
    const { providerRef, providerOrderId } = this.file.payment
    return { ref: providerRef, orderNumber: providerOrderId, account: NUMBER, amount: TOTAL, at: this.now, ...change }
  }

  private tell(notice: DepositNotice): void {
    this.happen(this.byNotice ? { type: 'deposit_notice', notice, trusted: true } : { type: 'hint', event: 'deposit' })
  }

  /** Somebody claims a deposit: of another sum, account or order. Nothing may change but that a person is told. */
  private forge(): void {
    const before = this.file.payment
    const wrong = [{ amount: amount(1) }, { account: '1' }, { orderNumber: 'X' }, { ref: 'X' }][this.plan.roll(4)]
    this.happen(
      this.byNotice
        ? { type: 'deposit_notice', notice: this.notice(wrong ?? {}), trusted: true }
        : { type: 'hint', event: 'forged' },
    )
    const { state, amounts } = this.file.payment
    must(state === before.state && amounts === before.amounts, 'a forged deposit changes nothing', this.file.payment)
  }

  private cancelAsMerchant(withAccount: boolean, part?: number): void {
    const deposited = this.file.payment.amounts.paid > 0
    const id = contextAt(this.now).freshId
    const account = withAccount && deposited ? { refundAccount: ACCOUNT } : {}
    const request = {
      id,
      amount: part === undefined || !deposited ? null : amount(part),
      reason: '변심',
      requester: 'buyer',
      expectedBalance: null,
      taxFree: null,
      vat: null,
    } as const
    const stored = this.happen({ type: 'request_cancellation', request: { ...request, ...account } })
    const made = this.file.cancellations.find((one) => one.id === id)
    const refused = !stored || made?.state === 'refused'
    must(!deposited || withAccount || refused, 'no refund without an account', made)
  }

  protected look(reason: Reason): void {
    const { cancellations, payment } = this.file
    const queued = cancellations.find(({ state }) => state === 'queued')
    switch (reason) {
      case 'return_missing':
        return void this.happen({ type: 'expire', by: 'time' })
      case 'order_missing':
        return void this.happen({ type: 'orphan_due', verdict: { kind: 'not_asked' } })
      case 'refund_account_needed':
        return void this.happen({ type: 'remind_account' })
      case 'refund_due':
        return void this.happen({ type: 'refund_due' })
      case 'cancellation_queued':
      case 'cancellation_retry':
        if (queued !== undefined) this.happen({ type: 'start_cancellation', cancellationId: queued.id })
        return
      default: {
        const holder = placeHolder(cancellations)
        if (reason === 'cancellation_unsettled' && holder?.state === 'sending') {
          this.happen({ type: 'call_lost', cancellationId: holder.id })
        }
        this.inquire(reason, payment.hintsHeard)
      }
    }
  }

  private inquire(reason: Reason, hintsHeard: number): void {
    const tell = (outcome: Outcome<Evidence>) =>
      void this.happen({ type: 'inquiry_outcome', reason, outcome, hintsHeard } satisfies PaymentEvent)
    const fault = this.fault(INQUIRY_FAULTS)
    if (fault === 'not_sent') tell(notSent('ECONNREFUSED'))
    if (fault === 'lose_reply') tell(unknownWith())
    if (fault === null) tell(told(this.bank.reading(this.file.payment.providerRef)))
  }

  protected perform(effect: Effect): void {
    switch (effect.type) {
      case 'pause_channel':
      case 'approve':
        return
      case 'issue_account':
        this.call<Evidence>(
          () => this.bank.issue(),
          (outcome) => void this.happen({ type: 'issue_outcome', outcome }),
        )
        return
      case 'start_cancellation':
        this.happen({ type: 'start_cancellation', cancellationId: effect.cancellationId })
        return
      case 'call_cancellation': {
        const one = this.file.cancellations.find(({ id }) => id === effect.cancellationId) as Cancellation
        const { id: cancellationId, attempts: attempt } = one
        this.call<CancelEvidence>(
          () => (one.via === 'close' ? this.bank.close() : this.bank.giveBack(one)),
          (outcome) => void this.happen({ type: 'cancellation_outcome', cancellationId, attempt, outcome }),
        )
      }
    }
  }

  private call<E>(arrive: () => Outcome<E>, tell: (outcome: Outcome<E>) => void): void {
    switch (this.fault(CALL_FAULTS)) {
      case 'crash_before':
        this.now = instant(this.now + LEASE_MS)
        return
      case 'crash_after':
        arrive()
        return
      case 'not_sent':
        tell(notSent('ECONNREFUSED'))
        return
      case 'lose_request':
        tell(unknownWith())
        return
      case 'lose_reply':
        arrive()
        tell(unknownWith())
        return
      case 'late_effect':
        this.later(1 + this.plan.roll(LATE_MS), () => void arrive())
        tell(unknownWith())
        return
      case null:
        tell(arrive())
    }
  }

  /** The bank cannot pay it out: days later the money is here again, and only asking tells. */
  private maybeBounce(refund: BankRefund): void {
    const { bounces = 0, roll } = this.plan
    if (this.byNotice || this.bank.refunds.length > bounces) return
    this.later(DAY_MS + roll(4 * DAY_MS), () => {
      refund.isBack = true
    })
  }
}
