/** How the guest pays: in a window or by virtual account, through which PG, with which bank and cash receipt. */
import { bankName, ISSUING_BANKS } from '../banks.ts'
import type { BookingField, BookingForm } from '../booking.ts'
import { type Html, html, NOTHING } from '../html.ts'
import { ISSUED_IN_WINDOW, WITHOUT_RECEIPT } from '../registration.ts'
import { type Lang, say, sayIfKnown, type WordKey } from '../words.ts'

export interface PayBy {
  readonly channels: readonly string[]
  readonly values: Pick<BookingForm, 'channel' | 'pays' | 'bank' | 'receipt' | 'mobile' | 'business'>
  readonly wrong: readonly BookingField[]
}

/** What does not belong to the choice is hidden by the style sheet, so that no script is needed. */
export function payBy(lang: Lang, { channels, values, wrong }: PayBy): Html {
  const pays = values.pays === 'account' ? 'account' : 'window'
  return html`${choice(say(lang, 'form.pays'), [
    { name: 'pays', value: 'window', text: say(lang, 'form.pays.window'), checked: pays === 'window' },
    { name: 'pays', value: 'account', text: say(lang, 'form.pays.account'), checked: pays === 'account' },
  ])}
    ${channels.length > 1 ? channelChoice(lang, channels, chosenOf(channels, values.channel)) : NOTHING}
    <div class="by-account">
      <p class="note in-window">${say(lang, 'form.inWindow')}</p>
      <div class="by-call">
        <div class="field"><label for="bank">${say(lang, 'form.bank')}</label>
          <select id="bank" name="bank"${invalid(wrong, 'bank')}>${ISSUING_BANKS.map(
            (bank) => html`<option value="${bank}"${bank === values.bank ? html` selected` : NOTHING}>
            ${bankName(lang, bank)}</option>`,
          )}</select>${note(lang, wrong, 'bank')}</div>
        <p class="note no-receipt">${say(lang, 'form.noReceipt')}</p>
        <div class="receipt">${receiptChoice(lang, values)}${note(lang, wrong, 'receipt')}
        ${receiptNumber(lang, 'mobile', { values, wrong })}
        ${receiptNumber(lang, 'business', { values, wrong })}</div>
      </div>
    </div>`
}

/** What the guest wished for where the shop offers it, else the default. */
export const chosenOf = (channels: readonly string[], wish: string): string =>
  channels.find((channel) => channel === wish) ?? channels[0] ?? ''

interface Option {
  readonly name: string
  readonly value: string
  readonly text: string
  readonly checked: boolean
  /** A class that the style sheet knows the option by. */
  readonly kind?: string
}

function choice(legend: string, options: readonly Option[]): Html {
  return html`<fieldset class="pgs"><legend>${legend}</legend>
    <div>${options.map(
      ({ name, value, text, checked, kind }) => html`<label class="pg">
    <input type="radio" name="${name}" value="${value}"${kind === undefined ? NOTHING : html` class="${kind}"`}
      ${checked ? html` checked` : NOTHING}>
    <span class="pg-name">${text}</span></label>`,
    )}</div></fieldset>`
}

const channelChoice = (lang: Lang, channels: readonly string[], chosen: string): Html =>
  choice(
    say(lang, 'form.channel'),
    channels.map((channel) => ({
      name: 'channel',
      value: channel,
      text: sayIfKnown(lang, `provider.${channel}`) ?? channel,
      checked: channel === chosen,
      ...kindOf(channel),
    })),
  )

/** What the style sheet hides: everything about the account, or the cash receipt. */
function kindOf(channel: string): Pick<Option, 'kind'> {
  if (ISSUED_IN_WINDOW.has(channel)) return { kind: 'issues-in-window' }
  return WITHOUT_RECEIPT.has(channel) ? { kind: 'without-receipt' } : {}
}

const RECEIPTS = ['none', 'income_deduction', 'expenditure_proof'] as const

function receiptChoice(lang: Lang, { receipt }: PayBy['values']): Html {
  const chosen = RECEIPTS.find((one) => one === receipt) ?? 'none'
  return choice(
    say(lang, 'form.receipt'),
    RECEIPTS.map((value) => ({
      name: 'receipt',
      value,
      text: say(lang, `form.receipt.${value}`),
      checked: value === chosen,
    })),
  )
}

const NUMBERS = {
  mobile: { kind: 'income_deduction', word: 'form.mobile', sample: '010-1234-5678' },
  business: { kind: 'expenditure_proof', word: 'form.business', sample: '123-45-67890' },
} as const satisfies Record<string, { kind: (typeof RECEIPTS)[number]; word: WordKey; sample: string }>

function receiptNumber(lang: Lang, name: keyof typeof NUMBERS, { values, wrong }: Omit<PayBy, 'channels'>): Html {
  const { kind, word, sample } = NUMBERS[name]
  const isWrong = values.receipt === kind && wrong.includes('receiptNumber')
  const mark = isWrong ? html` aria-invalid="true" aria-describedby="${name}-wrong"` : NOTHING
  return html`<div class="field for-${kind}"><label for="${name}">${say(lang, word)}</label>
    <input id="${name}" name="${name}" inputmode="numeric" autocomplete="off" maxlength="20" placeholder="${sample}"
      value="${values[name]}"${mark}>
    ${isWrong ? html`<p class="wrong" id="${name}-wrong">${say(lang, 'form.error.receiptNumber')}</p>` : NOTHING}</div>`
}

/** For any field of the booking form: what a reader of the page needs to know of a mistake. */
export const invalid = (wrong: readonly BookingField[], field: BookingField): Html =>
  wrong.includes(field) ? html` aria-invalid="true" aria-describedby="${field}-wrong"` : NOTHING

export const note = (lang: Lang, wrong: readonly BookingField[], field: BookingField): Html =>
  wrong.includes(field) ? html`<p class="wrong" id="${field}-wrong">${say(lang, `form.error.${field}`)}</p>` : NOTHING
