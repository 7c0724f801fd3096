/** The page on which a buyer names the account for a refund; it shows what it is about, and no number. */
import type { ShownAccount } from '../../core/account/account.ts'
import { BANKS, type Bank } from '../../core/account/bank.ts'
import type { PaymentFile } from '../../core/payment/payment.ts'
import type { Instant } from '../../core/time.ts'
import type { AccountField, AccountLimits, HolderLimit, WrongFields } from './account-limits.ts'
import { banksForBuyers } from './bank-order.ts'
import { type Html, html } from './html.ts'
import { dayText, kstText, type Language, moneyText } from './language.ts'
import { page } from './layout.ts'
import { isAskedAgain, REFUND_TEXTS } from './refund-texts.ts'

/** What all pages of a link have in common. */
export interface LinkFrame {
  readonly language: Language
  /** The merchant's name, or null. */
  readonly shop: string | null
  readonly otherLanguage: string
}

export interface AskPage extends LinkFrame {
  readonly file: PaymentFile
  /** What goes back, in minor units. */
  readonly amount: number
  readonly banks: readonly Bank[]
  readonly limits: AccountLimits
  /** Whether the phone of the holder is asked for. */
  readonly asksPhone: boolean
  readonly wrong: WrongFields
  /** The bank that was chosen before something else was wrong; nothing else is kept. */
  readonly chosen: string
}

/** Nothing that was typed is shown again: a page that is looked at over a shoulder tells no account. */
export function askPage(ask: AskPage): string {
  const { file, amount, language, asksPhone, wrong, ...frame } = ask
  const texts = REFUND_TEXTS[language]
  const { payment } = file
  const names = (['bank', 'number', 'holder', 'phone'] as const).filter((name) => name !== 'phone' || asksPhone)
  const again = isAskedAgain(payment.accountAsk?.why ?? null) ? html`<p class="alert">${texts.again}</p>` : null
  const fix = Object.keys(wrong).length > 0 ? html`<p class="alert" role="alert">${texts.fix}</p>` : null
  const content = html`<h1>${texts.title}</h1>
      <p class="price">${moneyText(amount, payment.currency, language)}</p>
      ${again}<p>${texts.why}</p>
      <dl><dt>${texts.order}</dt><dd>${payment.orderName}</dd><dt>${texts.number}</dt><dd>${payment.orderId}</dd></dl>
      ${fix}<form method="post" autocomplete="off">
        ${names.map((name) => field(name, ask))}
        <div class="actions"><button class="main" type="submit">${texts.send}</button></div>
      </form>
      <p class="says">${texts.once}</p>`
  return page({ ...frame, language, title: texts.title, content })
}

function field(name: AccountField, ask: AskPage): Html {
  const texts = REFUND_TEXTS[ask.language]
  const problem = ask.wrong[name]
  const hint = name === 'bank' ? null : html`<p class="hint" id="${name}-hint">${hintOf(name, ask)}</p>`
  const says =
    problem === undefined ? null : html`<p class="wrong" id="${name}-wrong">${texts.wrong[name][problem]}</p>`
  const label = html`<label for="${name}">${texts.fields[name]}</label>`
  return html`<div class="field">${label}${input(name, ask)}${says}${hint}</div>`
}

function hintOf(name: Exclude<AccountField, 'bank'>, { language, limits }: AskPage): string {
  const { hints } = REFUND_TEXTS[language]
  switch (name) {
    case 'number':
      return hints.number(limits.number)
    case 'holder':
      return hints.holder(limits.holder)
    case 'phone':
      return hints.phone
  }
}

function input(name: AccountField, ask: AskPage): Html {
  const { language, limits, chosen } = ask
  const { choose, samples } = REFUND_TEXTS[language]
  const mark = markOf(name, ask)
  switch (name) {
    case 'bank':
      return html`<select id="bank" name="bank" required${mark}><option value="">${choose}</option>${banksForBuyers(
        ask.banks,
      ).map(
        (bank) => html`<option value="${bank}"${bank === chosen ? SELECTED : null}>${BANKS[bank][language]}</option>`,
      )}</select>`
    case 'number':
      return html`<input id="number" name="number" inputmode="numeric" maxlength="40" required${mark}
        pattern="${numberPattern(limits.number)}" title="${hintOf(name, ask)}" placeholder="${samples.number}">`
    case 'holder':
      return html`<input id="holder" name="holder" maxlength="60" required${mark}
        pattern="${holderPattern(limits.holder)}" title="${hintOf(name, ask)}" placeholder="${samples.holder}">`
    case 'phone':
      return html`<input id="phone" name="phone" inputmode="tel" maxlength="40" required${mark}
        placeholder="${samples.phone}">`
  }
}

const SELECTED = html` selected`

/** What a reader of the page is told of a field: its limit, and what is wrong; the first wrong one is gone to. */
function markOf(name: AccountField, { wrong }: AskPage): Html {
  const isWrong = wrong[name] !== undefined
  const told = [...(isWrong ? [`${name}-wrong`] : []), ...(name === 'bank' ? [] : [`${name}-hint`])].join(' ')
  const described = told === '' ? null : html` aria-describedby="${told}"`
  const focus = Object.keys(wrong)[0] === name ? html` autofocus` : null
  return html`${described}${isWrong ? html` aria-invalid="true"` : null}${focus}`
}

/**
 * The limits as patterns, not as `maxlength`: browsers cut what is pasted to that length without a word, and a cut
 * number is another account, a cut name one that the bank refuses days later. Patterns refuse, and keep what was typed.
 */
const numberPattern = (digits: number): string => String.raw`(?:[\s\-]*[0-9]){6,${digits}}[\s\-]*`

/** In bytes: for each number of two-byte characters, so many of any kind. */
function holderPattern({ most, unit }: HolderLimit): string {
  if (unit === 'characters') return `.{1,${most}}`
  const counts = Array.from({ length: Math.floor(most / 2) + 1 }, (_, wide) => wide)
  return counts.map((wide) => `(?=${exactly(wide)}$).{1,${most - wide}}`).join('|')
}

const exactly = (wide: number): string => String.raw`(?:[\x20-\x7e]*[^\x20-\x7e]){${wide}}[\x20-\x7e]*`

export interface GivenPage extends LinkFrame {
  readonly file: PaymentFile
  /** Of the cancellation that was made, in minor units. */
  readonly amount: number
  readonly account: ShownAccount
  /** `delayed`: the account did not do, and a person looks at it. */
  readonly state: 'taken' | 'delayed'
  /** When the money should arrive, as Korean dates; null promises nothing. */
  readonly buyerSees: { readonly from: string; readonly to: string } | null
  /** Where it is sent later: at that hour. */
  readonly sentAt: Instant | null
}

export function givenPage(given: GivenPage): string {
  const { file, amount, account, language, state, ...frame } = given
  const texts = REFUND_TEXTS[language]
  const isTaken = state === 'taken'
  const title = isTaken ? texts.givenTitle : texts.delayedTitle
  const sign = isTaken
    ? html`<div class="sign good" aria-hidden="true">✓</div>`
    : html`<div class="sign quiet" aria-hidden="true">i</div>`
  const content = html`${sign}<h1>${title}</h1>
      <p class="price">${moneyText(amount, file.payment.currency, language)}</p>
      ${isTaken ? promised(given) : html`<p>${texts.delayed}</p>`}
      <dl>
        <dt>${texts.order}</dt><dd>${file.payment.orderName}</dd>
        <dt>${texts.number}</dt><dd>${file.payment.orderId}</dd>
        <dt>${texts.fields.bank}</dt><dd>${BANKS[account.bank][language]}</dd>
        <dt>${texts.fields.number}</dt><dd>${account.number}</dd>
      </dl>`
  return page({ ...frame, language, title, content })
}

function promised({ language, buyerSees, sentAt }: GivenPage): Html {
  const texts = REFUND_TEXTS[language]
  const lines = [
    ...(sentAt === null ? [] : [texts.sentAt(kstText(sentAt))]),
    ...(buyerSees === null ? [] : [texts.arrives(dayText(buyerSees.from, language), dayText(buyerSees.to, language))]),
    texts.given,
  ]
  return html`${lines.map((line) => html`<p>${line}</p>`)}`
}
