/** The card of refunds on a booking's page: how each one stands, and a form for the next. */
import { bankName, REFUND_BANKS } from '../banks.ts'
import type { Looked } from '../books.ts'
import { clockTime, day, deadlineOf, koreanDate, whenOf, won } from '../format.ts'
import { type Html, html, NOTHING } from '../html.ts'
import { fitsHolder, holderLimit, limitOf } from '../limits.ts'
import type { Payment, Quote } from '../maedeup.ts'
import type { AccountField, Refund } from '../refunds.ts'
import type { Reservation } from '../reservations.ts'
import { roomOf } from '../rooms.ts'
import { type Lang, say, sayIfKnown } from '../words.ts'

export interface RefundView {
  readonly reservation: Reservation
  /** Newest first. */
  readonly refunds: readonly Refund[]
  /** Null while Maedeup does not answer. */
  readonly payment: Payment | null
  /** What a refund needs; null where there is nothing to refund, and while Maedeup does not answer. */
  readonly quote: Quote | null
  /** The number of the next refund: sent twice, the form still makes one. */
  readonly nextId: string
  /** What was wrong with the form. */
  readonly slip: Slip | null
  /** The PG's own books, while a deposit is waited for in the sandbox. */
  readonly looked: Looked | null
}

export interface Slip {
  readonly words: string
  readonly wrong: readonly AccountField[]
  /** Shown again, as it was typed. */
  readonly typed: Readonly<Record<AccountField | 'amount', string>>
}

export const hasOpenRefund = (refunds: readonly Refund[]): boolean => refunds.some(({ state }) => state === 'asked')

/** Always there, so that the script can put in what changed. */
export function refundCard(lang: Lang, view: RefundView): Html {
  const { reservation, refunds } = view
  const mayRefund = reservation.state === 'confirmed'
  if (!mayRefund && refunds.length === 0) return html`<div data-part="refunds" hidden></div>`
  return html`<section class="card refunds" data-part="refunds" aria-labelledby="refunds-title">
    <h2 id="refunds-title">${say(lang, 'refund.title')}</h2>
    ${mayRefund ? html`<p class="lead">${say(lang, 'refund.lead')}</p>` : NOTHING}
    ${refunds.length === 0 ? NOTHING : history(lang, view)}
    ${mayRefund && !hasOpenRefund(refunds) ? next(lang, view) : NOTHING}
  </section>`
}

const history = (lang: Lang, { refunds, payment }: RefundView): Html =>
  html`<ul class="refund-list" aria-label="${say(lang, 'refund.history')}">
    ${refunds.map((one) => line(lang, one, payment))}</ul>`

/** `bounced`: our record says done, and the bank has sent the money back since. */
export function stateOf({ state, cancellationId }: Refund, payment: Payment | null): Refund['state'] | 'bounced' {
  const now = payment?.cancellations.find(({ id }) => id === cancellationId)?.state
  return state === 'done' && now === 'bounced' ? 'bounced' : state
}

function line(lang: Lang, one: Refund, payment: Payment | null): Html {
  const { amount, at } = one
  const state = stateOf(one, payment)
  const words = state === 'bounced' ? say(lang, 'refund.note.bounced') : noteOf(lang, one, payment?.refundDueAt ?? null)
  return html`<li class="${state}">
    <p><span class="badge ${state}">${say(lang, `refund.state.${state}`)}</span>
      <span class="sum">${won(lang, amount)}</span>
      <time datetime="${new Date(at).toISOString()}">${clockTime(at)}</time></p>
    ${words === null ? NOTHING : html`<p class="note">${words}</p>`}
  </li>`
}

function noteOf(lang: Lang, { state, code, wrong, shown, buyerSees }: Refund, dueAt: string | null): string | null {
  switch (state) {
    case 'asked': {
      const due = dueAt === null ? '' : ` ${say(lang, 'refund.due', { day: day(lang, koreanDate(Date.parse(dueAt))) })}`
      return say(lang, 'refund.note.asked') + due
    }
    case 'refused':
      if (wrong.length > 0) return say(lang, 'refund.note.account')
      return sayIfKnown(lang, `refund.note.${code}`) ?? say(lang, 'refund.note.refused', { code: code ?? '' })
    case 'done': {
      if (shown === null) return null
      const to = { bank: bankName(lang, shown.bank), number: shown.number }
      if (buyerSees === null) return say(lang, 'refund.to', to)
      return say(lang, 'refund.to.when', { ...to, when: whenOf(lang, buyerSees) })
    }
  }
}

function next(lang: Lang, view: RefundView): Html {
  const { payment, quote } = view
  if (payment?.refundable === 0) return html`<p class="note">${say(lang, 'refund.none')}</p>`
  if (payment === null || quote === null) return html`<p class="alert" role="alert">${say(lang, 'refund.silent')}</p>`
  return form(lang, view, { refundable: payment.refundable, provider: payment.provider, quote })
}

interface Refundable {
  /** Won. */
  readonly refundable: number
  readonly provider: string
  readonly quote: Quote
}

function form(lang: Lang, { reservation, nextId, slip }: RefundView, on: Refundable): Html {
  const { refundable } = on
  const night = roomOf(reservation.roomId)?.pricePerNight ?? refundable
  const typed = slip?.typed.amount || String(Math.min(night, refundable))
  return html`<form class="refund" method="post" action="/reservations/${reservation.ref}/refunds" novalidate>
    <input type="hidden" name="refund" value="${nextId}">
    <input type="hidden" name="balance" value="${refundable}">
    ${slip === null ? NOTHING : html`<p class="alert" role="alert">${slip.words}</p>`}
    ${accountFields(lang, { reservation, slip }, on)}
    <div class="field"><label for="amount">${say(lang, 'refund.amount')}</label>
      <div class="with-button">
        <input id="amount" name="amount" inputmode="numeric" autocomplete="off" required maxlength="12" value="${typed}"
          aria-describedby="refund-most">
        <button class="button" type="submit">${say(lang, 'refund.ask')}</button>
      </div>
      <p class="note" id="refund-most">${say(lang, 'refund.most', { amount: won(lang, refundable) })}</p></div>
    <div class="quick">
      ${night < refundable ? quick(say(lang, 'refund.oneNight', { amount: won(lang, night) }), night) : NOTHING}
      ${quick(say(lang, 'refund.all', { amount: won(lang, refundable) }), refundable)}
    </div>
  </form>`
}

/** A button that sends its own amount; what stands in the field is then not read. */
const quick = (words: string, amount: number): Html =>
  html`<button class="button quiet" type="submit" name="quick" value="${amount}">${words}</button>`

/** Asked for where Maedeup says that the refund needs them: money from a transfer cannot go back the way it came. */
function accountFields(
  lang: Lang,
  { reservation, slip }: Pick<RefundView, 'reservation' | 'slip'>,
  on: Refundable,
): Html {
  const { provider, quote } = on
  const { needs, buyerSees } = quote
  if (!needs.includes('refund_account')) return NOTHING
  const holder = fitsHolder(provider, reservation.guestName) ? reservation.guestName : ''
  const { bank, number, phone, ...typed } = slip?.typed ?? { bank: '', number: '', holder, phone: '' }
  const ask = { lang, provider, wrong: wrongOf(slip, provider) }
  const sees = buyerSees === null ? null : say(lang, 'refund.sees', { when: whenOf(lang, buyerSees) })
  const when = quote.allowed === 'later' && quote.nextAt !== null ? deadlineOf(lang, quote.nextAt) : null
  return html`<fieldset class="refund-account"><legend>${say(lang, 'refund.account')}</legend>
    <div class="fields">
      ${field(ask, 'bank', html`<select id="bank" name="bank"${mark(ask, 'bank')}>${bankOptions(lang, bank)}</select>`)}
      ${text(ask, 'holder', { value: typed.holder, mode: 'text' })}
    </div>
    ${text(ask, 'number', { value: number, mode: 'numeric' })}
    ${needs.includes('holder_phone') ? text(ask, 'phone', { value: phone, mode: 'tel' }) : NOTHING}
    ${when === null ? NOTHING : html`<p class="note">${say(lang, 'refund.later', { time: when })}</p>`}
    ${sees === null ? NOTHING : html`<p class="note">${sees}</p>`}
  </fieldset>`
}

/** Maedeup names what is wrong with the shape first; a name that the PG cannot carry need not wait for another try. */
function wrongOf(slip: Slip | null, provider: string): readonly AccountField[] {
  if (slip === null) return []
  const isLong = slip.wrong.length > 0 && !fitsHolder(provider, slip.typed.holder)
  return isLong && !slip.wrong.includes('holder') ? [...slip.wrong, 'holder'] : slip.wrong
}

interface Ask {
  readonly lang: Lang
  readonly provider: string
  readonly wrong: readonly AccountField[]
}

function field({ lang, provider, wrong }: Ask, name: AccountField, input: Html): Html {
  const limits = { digits: limitOf(provider).number, limit: holderLimit(lang, provider) }
  const problem = wrong.includes(name) ? say(lang, `refund.error.${name}`, limits) : null
  const hint = name === 'number' || name === 'holder' ? say(lang, `refund.hint.${name}`, limits) : null
  return html`<div class="field"><label for="${name}">${say(lang, `refund.${name}`)}</label>${input}
      ${problem === null ? NOTHING : html`<p class="wrong" id="${name}-wrong">${problem}</p>`}
      ${hint === null ? NOTHING : html`<p class="note" id="${name}-hint">${hint}</p>`}</div>`
}

/** No `maxlength`: browsers cut what is pasted, and half a number is another account. */
const text = (
  ask: Ask,
  name: AccountField,
  { value, mode }: { value: string; mode: 'numeric' | 'text' | 'tel' },
): Html =>
  field(
    ask,
    name,
    html`<input id="${name}" name="${name}" inputmode="${mode}" autocomplete="off" value="${value}"${mark(ask, name)}>`,
  )

function mark({ wrong }: Ask, name: AccountField): Html {
  const isWrong = wrong.includes(name)
  const told = [isWrong ? `${name}-wrong` : '', name === 'number' || name === 'holder' ? `${name}-hint` : '']
  const described = told.filter((id) => id !== '').join(' ')
  const marked = isWrong ? html` aria-invalid="true"` : NOTHING
  return html`${described === '' ? NOTHING : html` aria-describedby="${described}"`}${marked}`
}

const bankOptions = (lang: Lang, chosen: string): readonly Html[] => [
  html`<option value="">${say(lang, 'refund.bank.choose')}</option>`,
  ...REFUND_BANKS.map(
    (bank) =>
      html`<option value="${bank}"${bank === chosen ? html` selected` : NOTHING}>${bankName(lang, bank)}</option>`,
  ),
]
