/** The live view of a payment: the clock, its timeline and the two sets of books, as one replaceable piece. */

import { bankName } from '../banks.ts'
import { type Book, booksAgree, type Looked, paidOf } from '../books.ts'
import { type Chapter, chapterOf, isOver, leftMs } from '../chapter.ts'
import { clockTime, deadlineOf, durationMs, durationWords, whenOf, won } from '../format.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { Payment, Quote, TimelineEvent } from '../maedeup.ts'
import { sayStep } from '../timeline-words.ts'
import { type Lang, say, sayIfKnown } from '../words.ts'
import { accountBox, depositHelper } from './account.ts'

export interface LiveView {
  readonly payment: Payment
  readonly timeline: readonly TimelineEvent[]
  /** Null where there is no sandbox to ask. */
  readonly looked: Looked | null
  readonly now: number
  /** ISO-8601; the whole round of the clock. */
  readonly orderWithin: string
  /** Whether the guest called a booking off: the same money goes back for another reason. */
  readonly calledOff: boolean
  /** Whether our own records have a booking for it. */
  readonly isBooked: boolean
  /** When the buyer sees the last refund that the shop made, as Maedeup said then; null promises nothing. */
  readonly buyerSees: Quote['buyerSees']
}

/**
 * The script asks for this piece every second and puts in the parts that changed. `data-left-ms` starts its clock,
 * `data-over` ends its asking, `data-say` is read out when it changes.
 */
export function livePiece(lang: Lang, view: LiveView): Html {
  const { payment, now, looked } = view
  const chapter = chapterOf(payment, now)
  const over = isOver(chapter) && (looked === null || booksAgree(payment, looked))
  const words = say(lang, `chapter.${chapter}`)
  return html`<div class="live" data-live="/payments/${payment.id}/live" data-left-ms="${leftMs(payment, now)}"
    data-over="${over ? 'yes' : 'no'}" data-say="${words}" data-say-left="${say(lang, 'clock.say')}">
    ${head(lang, view)}
    <section class="card state ${chapter}" data-part="state" data-key="${chapter}" aria-labelledby="state-title">
      ${chapter === 'waiting' ? clock(lang, view) : sign(chapter)}
      <div class="state-text">
        <p class="badges">${badge(lang, shownState(payment))}</p>
        <h2 id="state-title">${words}</h2>
        <p>${noteOf(lang, chapter, view)}</p>
        ${nextOf(lang, chapter, view)}
      </div>
    </section>
    ${accountCard(lang, chapter, view)}
    <section class="card" aria-labelledby="timeline-title">
      <h2 id="timeline-title">${say(lang, 'timeline')}</h2>
      <ol class="timeline" data-part="timeline">${view.timeline.map((event) => step(lang, event, payment))}</ol>
    </section>
    ${looked === null ? NOTHING : booksCard(lang, payment, looked)}
    <p class="silent" data-silent hidden>${say(lang, 'live.silent')}</p>
    <p class="visually-hidden" role="status" data-status></p>
  </div>`
}

/** Money came in, or may come, and we know of no booking for it: the buyer's session was lost on the way. */
export function plotOf({ payment, calledOff, isBooked }: LiveView): Plot {
  if (calledOff) return 'cancelled'
  if (isBooked || payment.order !== null) return 'payment'
  if (payment.state === 'awaiting_deposit') return 'unbooked'
  return payment.paidAmount > 0 ? 'lost' : 'payment'
}

type Plot = 'lost' | 'unbooked' | 'cancelled' | 'payment'

/** It moves with the story: what was asked before a deposit is answered after it. */
function head(lang: Lang, view: LiveView): Html {
  const { payment } = view
  const plot = plotOf(view)
  return html`<header class="${plot}" data-part="head" data-key="${plot}">
      ${plot === 'lost' || plot === 'unbooked' ? html`<p class="kicker">${say(lang, 'lost.kicker')}</p>` : NOTHING}
      <h1>${say(lang, `${plot}.title`)}</h1>
      <p>${say(lang, `${plot}.lead`)}</p>
      <p class="what"><span>${payment.orderName}</span><span class="sum">${won(lang, payment.amount)}</span>
        <span class="code">${payment.orderId}</span></p>
    </header>`
}

/** What the visitor may do now. */
function nextOf(lang: Lang, chapter: Chapter, { timeline, calledOff, isBooked }: LiveView): Html {
  const link = chapter === 'asking' || chapter === 'desk' ? linkOf(timeline) : null
  if (link !== null) {
    return html`<a class="button" href="${link}" target="_blank" rel="noopener">${say(lang, 'chapter.asking.link')}</a>`
  }
  if (chapter !== 'returned' || calledOff || isBooked) return NOTHING
  return html`<a class="button quiet" href="/">${say(lang, 'live.again')}</a>`
}

/**
 * Where the buyer names an account: a shop would send this link by message. It comes with the event, and with each
 * reminder; once the account is given it is of no use.
 */
function linkOf(timeline: readonly TimelineEvent[]): string | null {
  const last = timeline.findLast(({ type }) => type.startsWith('payment.refund_account_'))
  const url = last?.data.url
  return typeof url === 'string' && /^https?:\/\//.test(url) ? url : null
}

/** Always there, so that the script can put in what changed; shown while there is something to pay into. */
function accountCard(lang: Lang, chapter: Chapter, { payment, looked }: LiveView): Html {
  if (chapter !== 'deposit') return html`<div data-part="account" data-key="none" hidden></div>`
  const arrived = looked?.kind === 'found' ? paidOf(looked.book) : 0
  const key = `${payment.virtualAccount?.number ?? ''} ${arrived}`
  return html`<section class="card pay-into" data-part="account" data-key="${key}" aria-labelledby="account-title">
    <h2 id="account-title">${say(lang, 'account.title')}</h2>
    ${accountBox(lang, payment)}
    ${looked === null ? NOTHING : depositHelper(lang, payment, looked)}
  </section>`
}

/** An account that was closed is none that ran out: its guest may have called it off. */
export const shownState = ({ state, cancellations }: Payment): string =>
  state === 'expired' && cancellations.some(({ kind, state: at }) => kind === 'account_close' && at === 'done')
    ? 'closed'
    : state

export function badge(lang: Lang, state: string): Html {
  return html`<span class="badge ${state}">${sayIfKnown(lang, `state.${state}`) ?? state}</span>`
}

function noteOf(lang: Lang, chapter: Chapter, { payment, calledOff, orderWithin, buyerSees }: LiveView): string {
  const { order, cancelledAmount, virtualAccount, cancellations } = payment
  const amount = won(lang, cancelledAmount)
  if (chapter === 'returning' && calledOff) return say(lang, 'chapter.returning.note.cancelled')
  if (chapter === 'returning' && order !== null) return say(lang, 'chapter.returning.note.refund')
  if (chapter === 'tied' && cancelledAmount > 0) return say(lang, 'chapter.tied.note.refunded', { amount })
  if (chapter === 'deposit' && order === null) {
    return say(lang, 'chapter.deposit.note.unbooked', { within: durationWords(lang, orderWithin) })
  }
  if (chapter === 'asking' && cancellations.at(-1)?.state === 'bounced') return say(lang, 'chapter.asking.note.bounced')
  if (chapter === 'ended' && shownState(payment) === 'closed') return say(lang, 'chapter.ended.note.closed')
  const to = cancellations.findLast(({ refundAccount }) => refundAccount !== null)?.refundAccount ?? null
  if (chapter === 'returned' && to !== null) {
    const told = { amount, bank: bankName(lang, to.bank), number: to.number }
    if (buyerSees === null) return say(lang, 'chapter.returned.note.account', told)
    return say(lang, 'chapter.returned.note.account.when', { ...told, when: whenOf(lang, buyerSees) })
  }
  const time = virtualAccount === null ? '' : deadlineOf(lang, virtualAccount.expiresAt)
  return say(lang, `chapter.${chapter}.note`, { amount, time })
}

/** A ring of 100 parts; how much of it is left is set anew by the script as time runs. */
function clock(lang: Lang, { payment, now, orderWithin }: LiveView): Html {
  const left = leftMs(payment, now)
  const whole = Math.max(durationMs(orderWithin) ?? left, left, 1)
  const seconds = Math.ceil(left / 1_000)
  const text = say(lang, 'clock.seconds', { count: seconds })
  return html`<div class="clock" role="timer" aria-label="${say(lang, 'clock.left')}" data-clock
    data-whole-ms="${whole}">
    <svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">
      <circle class="track" cx="60" cy="60" r="52" pathLength="100"/>
      <circle class="hand" cx="60" cy="60" r="52" pathLength="100" stroke-dasharray="100"
        stroke-dashoffset="${(100 - (100 * left) / whole).toFixed(2)}" data-hand/>
    </svg>
    <span class="digits" data-digits="${say(lang, 'clock.seconds')}">${text}</span>
  </div>`
}

const SIGNS: Readonly<Record<Chapter, 'turning' | 'good' | 'quiet' | 'person'>> = {
  waiting: 'turning',
  overdue: 'turning',
  returning: 'turning',
  checking: 'turning',
  returned: 'good',
  tied: 'good',
  desk: 'person',
  deposit: 'turning',
  asking: 'person',
  unpaid: 'quiet',
  ended: 'quiet',
}

const DRAWN = {
  turning: html`<path class="spin" d="M60 32a28 28 0 1 1-28 28"/>`,
  good: html`<path d="m40 62 14 14 28-32"/>`,
  quiet: html`<path d="M40 60h40"/>`,
  person: html`<circle cx="60" cy="48" r="12"/><path d="M38 84c2-16 12-20 22-20s20 4 22 20"/>`,
} as const

function sign(chapter: Chapter): Html {
  const kind = SIGNS[chapter]
  return html`<div class="sign ${kind}"><svg viewBox="0 0 120 120" aria-hidden="true" focusable="false">
    <circle class="disc" cx="60" cy="60" r="52"/>${DRAWN[kind]}</svg></div>`
}

/** Where an amount says something new; on every line it would be noise. */
const WITH_AMOUNT: ReadonlySet<string> = new Set(['payment.registered', 'payment.paid', 'cancellation.done'])

/** How the PG answered a look is between the PG and Maedeup. */
const WITHOUT_CODE: ReadonlySet<string> = new Set(['payment.inquired', 'payment.hint_heard'])

function step(lang: Lang, { type, at, data }: TimelineEvent, { cancellations }: Payment): Html {
  const money = typeof data.amount === 'number' ? data.amount : null
  const kind = cancellations.find(({ id }) => id === data.cancellationId)?.kind ?? null
  const shown = WITH_AMOUNT.has(type) && money !== null && money > 0
  const amount = shown ? html` <span class="sum">${won(lang, money)}</span>` : NOTHING
  const code =
    typeof data.code === 'string' && !WITHOUT_CODE.has(type) ? html` <span class="code">${data.code}</span>` : NOTHING
  return html`<li class="${kindOf(type)}"><time datetime="${at}">${clockTime(at)}</time>
    <span>${sayStep(lang, type, { kind, amount: money })}${amount}${code}</span></li>`
}

function kindOf(type: string): string {
  if (type === 'payment.paid' || type === 'order.recorded' || type === 'cancellation.done') return 'good'
  if (type === 'payment.refund_account_needed') return 'warm'
  if (type === 'net.orphan_found' || type === 'payment.needs_operator' || type === 'order.dropped') return 'warm'
  return 'plain'
}

function booksCard(lang: Lang, payment: Payment, looked: Looked): Html {
  const provider = sayIfKnown(lang, `provider.${payment.provider}`) ?? payment.provider
  const theirs = looked.kind === 'found' ? looked.book : null
  const agree = booksAgree(payment, looked)
  const left = payment.paidAmount - payment.cancelledAmount
  const row = (name: string, [ours, book]: readonly [string | Html, string | Html]) =>
    html`<tr><th scope="row">${name}</th><td>${ours}</td><td>${book}</td></tr>`
  const absent = say(lang, looked.kind === 'unreachable' ? 'books.unreachable' : 'books.missing')
  const sum = (of: (book: Book) => number) => (theirs === null ? '–' : won(lang, of(theirs)))
  return html`<section class="card books" data-part="books" aria-labelledby="books-title">
    <h2 id="books-title">${say(lang, 'books')}</h2>
    <table>
      <thead><tr><td></td><th scope="col">${say(lang, 'books.ours')}</th>
        <th scope="col">${say(lang, 'books.theirs', { provider })}</th></tr></thead>
      <tbody>
        ${row(say(lang, 'books.paid'), [won(lang, payment.paidAmount), sum(paidOf)])}
        ${row(say(lang, 'books.cancelled'), [won(lang, payment.cancelledAmount), sum((book) => book.cancelledAmount)])}
        ${row(say(lang, 'books.left'), [won(lang, left), sum((book) => paidOf(book) - book.cancelledAmount)])}
        ${row(say(lang, 'books.state'), [
          stateWord(lang, shownState(payment)),
          theirs === null ? absent : stateWord(lang, theirs.state),
        ])}
      </tbody>
    </table>
    <p class="verdict ${agree ? 'good' : 'plain'}">${say(lang, agree ? 'books.agree' : 'books.differ')}</p>
    <p class="note">${say(lang, 'books.note')}</p>
  </section>`
}

/** What the simulators' books call the states that ours have words for. */
const THEIR_WORDS: Readonly<Record<string, string>> = {
  issued: 'awaiting_deposit',
  waiting_for_deposit: 'awaiting_deposit',
  virtual_account_issued: 'awaiting_deposit',
  deposited: 'paid',
  approved: 'paid',
  done: 'paid',
  canceled: 'cancelled',
  partial_canceled: 'partially_cancelled',
  partial_cancelled: 'partially_cancelled',
  partialcancelled: 'partially_cancelled',
  aborted: 'failed',
}

/** A state in the visitor's language; what is newer than this page as it is. */
function stateWord(lang: Lang, state: string): string {
  const name = state.toLowerCase()
  return sayIfKnown(lang, `state.${THEIR_WORDS[name] ?? name}`) ?? state
}
