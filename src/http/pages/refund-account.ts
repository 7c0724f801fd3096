/** The page on which a buyer names the account for a refund; it shows what it is about, and no number. */
import type { ShownAccount } from '../../core/account/account.ts'
import { BANK_NAMES, BANKS, type Bank } from '../../core/account/bank.ts'
import type { FieldProblem } from '../../core/errors.ts'
import type { PaymentFile } from '../../core/payment/payment.ts'
import { type Html, html } from './html.ts'
import { type Language, moneyText } from './language.ts'
import { page } from './layout.ts'
import { REFUND_TEXTS } from './refund-texts.ts'

export interface AskPage {
  readonly file: PaymentFile
  /** What goes back, in minor units. */
  readonly amount: number
  readonly banks: readonly Bank[]
  readonly language: Language
  readonly problems: readonly FieldProblem[]
  readonly asksPhone: boolean
}

/** Names of the form's fields; what is wrong with one is shown beside it. */
const FORM_FIELDS = ['bank', 'number', 'holder', 'phone'] as const
type FormField = (typeof FORM_FIELDS)[number]

/** Nothing that was typed is shown again: a page that is looked at over a shoulder tells no account. */
export function askPage({ file, amount, banks, language, problems, asksPhone }: AskPage): string {
  const texts = REFUND_TEXTS[language]
  const { payment } = file
  const fields = asksPhone ? FORM_FIELDS : FORM_FIELDS.filter((name) => name !== 'phone')
  const content = html`<h1>${texts.title}</h1>
      <p class="price">${moneyText(amount, payment.currency, language)}</p>
      <p>${texts.why}</p>
      <dl><dt>${texts.order}</dt><dd>${payment.orderName}</dd><dt>${texts.number}</dt><dd>${payment.orderId}</dd></dl>
      <form method="post" autocomplete="off">
        ${fields.map((name) => field({ name, banks, language, problems }))}
        <div class="actions"><button class="main" type="submit">${texts.send}</button></div>
      </form>
      <p class="says">${texts.once}</p>`
  return page({ language, title: texts.title, content })
}

interface Field {
  readonly name: FormField
  readonly banks: readonly Bank[]
  readonly language: Language
  readonly problems: readonly FieldProblem[]
}

function field({ name, banks, language, problems }: Field): Html {
  const texts = REFUND_TEXTS[language]
  const wrong = problems.some((problem) => problem.field === name || problem.field.endsWith(`.${name}`))
  const says = wrong ? html`<span class="wrong" role="alert">${texts.wrong[name]}</span>` : null
  return html`<label class="field"><span>${texts.fields[name]}</span>${input(name, banks, language)}${says}</label>`
}

function input(name: FormField, banks: readonly Bank[], language: Language): Html {
  const texts = REFUND_TEXTS[language]
  switch (name) {
    case 'bank':
      return html`<select name="bank" required><option value="">${texts.choose}</option>${sorted(banks).map(
        (bank) => html`<option value="${bank}">${BANKS[bank][language]}</option>`,
      )}</select>`
    case 'number':
      return html`<input name="number" inputmode="numeric" maxlength="40" required placeholder="${texts.hints.number}">`
    case 'holder':
      return html`<input name="holder" maxlength="60" required placeholder="${texts.hints.holder}">`
    case 'phone':
      return html`<input name="phone" inputmode="tel" maxlength="40" required placeholder="${texts.hints.phone}">`
  }
}

/** In the order of the table: the large banks stand where people look for them. */
const sorted = (banks: readonly Bank[]): Bank[] => BANK_NAMES.filter((name) => banks.includes(name))

export interface GivenPage {
  readonly file: PaymentFile
  readonly amount: number
  readonly account: ShownAccount
  readonly language: Language
}

export function givenPage({ file, amount, account, language }: GivenPage): string {
  const texts = REFUND_TEXTS[language]
  const content = html`<div class="sign good" aria-hidden="true">✓</div><h1>${texts.givenTitle}</h1>
      <p class="price">${moneyText(amount, file.payment.currency, language)}</p>
      <p>${texts.given}</p>
      <dl>
        <dt>${texts.number}</dt><dd>${file.payment.orderId}</dd>
        <dt>${texts.fields.bank}</dt><dd>${BANKS[account.bank][language]}</dd>
        <dt>${texts.fields.number}</dt><dd>${account.number}</dd>
      </dl>`
  return page({ language, title: texts.givenTitle, content })
}
