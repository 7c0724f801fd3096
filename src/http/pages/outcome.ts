/** What a buyer sees where no shop takes over: the result, the wait for it, or what went wrong. */

import { maskedNumber, type VirtualAccount } from '../../core/account/account.ts'
import { BANKS } from '../../core/account/bank.ts'
import type { ErrorCode } from '../../core/errors.ts'
import { ERRORS } from '../../core/errors.ts'
import type { PaymentFile } from '../../core/payment/payment.ts'
import { type Html, html } from './html.ts'
import { kstText, type Language, moneyText } from './language.ts'
import { page } from './layout.ts'
import { TEXTS, type Texts } from './texts.ts'

/** Every second or two is soon enough for eyes and cheap for us. */
const REFRESH_SECONDS = 2

export function checkingPage({
  language,
  shop,
  url,
}: {
  language: Language
  shop: string | null
  url: string
}): string {
  const texts = TEXTS[language]
  const content = html`<div class="sign spin"></div><h1>${texts.checkingTitle}</h1><p>${texts.checking}</p>`
  return page({ language, shop, title: texts.checkingTitle, content, refresh: { seconds: REFRESH_SECONDS, url } })
}

export interface ResultPage {
  readonly file: PaymentFile
  /** Why it is not paid; null where it is. */
  readonly code: ErrorCode | null
  /** Where the buyer may try again, if that is possible. */
  readonly checkoutUrl: string
  readonly language: Language
  /** The merchant's name, or null. */
  readonly shop: string | null
  /**
   * `whole` in the one answer to the window's own return: the buyer cannot pay without the number. Whoever has only the
   * payment's id sees the last four digits of it.
   */
  readonly account: 'whole' | 'masked'
}

export function resultPage(result: ResultPage): string {
  const { file, code, checkoutUrl, language, shop } = result
  const texts = TEXTS[language]
  const { payment } = file
  const { title, text, sign } = resultOf(result, texts)
  const again = payment.state === 'ready' ? html`<div class="actions">${tryAgain(checkoutUrl, texts)}</div>` : null
  const content = html`${sign}<h1>${title}</h1><p>${text}</p>
      <dl>
        <dt>${texts.order}</dt><dd>${payment.orderId}</dd>
        <dt>${texts.amount}</dt><dd>${moneyText(payment.amounts.total, payment.currency, language)}</dd>
        ${payment.state === 'awaiting_deposit' ? accountRows(payment.virtualAccount, result) : null}
      </dl>
      ${code === null ? null : codeLine(code, language)}${again}`
  return page({ language, shop, title, content })
}

function accountRows(issued: VirtualAccount | null, { language, account }: ResultPage): Html | null {
  if (issued === null || issued.number === null) return null
  const texts = TEXTS[language]
  const { bank, number, holder, expiresAt } = issued
  const isWhole = account === 'whole'
  const bankRow = bank === null ? null : html`<dt>${texts.depositBank}</dt><dd>${BANKS[bank][language]}</dd>`
  const holderRow = holder === null || !isWhole ? null : html`<dt>${texts.depositHolder}</dt><dd>${holder}</dd>`
  return html`${bankRow}<dt>${texts.depositAccount}</dt><dd>${isWhole ? number : maskedNumber(number)}</dd>${holderRow}
        <dt>${texts.depositDue}</dt><dd>${kstText(expiresAt)}</dd>`
}

const tryAgain = (url: string, texts: Texts): Html => html`<a class="button main" href="${url}">${texts.again}</a>`

const codeLine = (code: ErrorCode, language: Language): Html => {
  const { title, titleKo } = ERRORS[code]
  return html`<p class="code">${language === 'ko' ? titleKo : title} (${code})</p>`
}

const GOOD = html`<div class="sign good" aria-hidden="true">✓</div>`
const BAD = html`<div class="sign bad" aria-hidden="true">!</div>`

function resultOf({ file: { payment }, code, account }: ResultPage, texts: Texts) {
  if (code === 'MD_APPROVAL_UNSETTLED') return { title: texts.waitingTitle, text: texts.waiting, sign: BAD }
  switch (payment.state) {
    case 'paid':
    case 'partially_cancelled':
      return { title: texts.paidTitle, text: texts.paid, sign: GOOD }
    case 'awaiting_deposit':
      return { title: texts.depositTitle, text: account === 'whole' ? texts.deposit : texts.depositMasked, sign: GOOD }
    case 'cancelled':
      return { title: texts.returnedTitle, text: texts.returned, sign: BAD }
    case 'approving':
      return { title: texts.checkingTitle, text: texts.checking, sign: BAD }
    case 'ready':
    case 'failed':
    case 'expired':
      return { title: texts.notPaidTitle, text: texts.notPaid, sign: BAD }
  }
}

interface Trouble {
  readonly language: Language
  readonly shop: string | null
  readonly requestId: string
}

/** For everything that has no payment to show. */
export function troublePage(code: ErrorCode, { language, shop, requestId }: Trouble): string {
  const { title, titleKo } = ERRORS[code]
  const shown = language === 'ko' ? titleKo : title
  const content = html`${BAD}<h1>${shown}</h1><p class="code">${code} · ${requestId}</p>`
  return page({ language, shop, title: shown, content })
}

/** The catalogue for developers, where the `type` of a problem leads. */
export function errorsPage(language: Language): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, title, titleKo, help }]) =>
      html`<tr id="${code}"><td><code>${code}</code><br>HTTP ${status}</td>
        <td>${title}<br>${titleKo}</td><td>${withCode(help)}</td></tr>`,
  )
  const content = html`<h1>Errors</h1><table><tbody>${rows}</tbody></table>`
  return page({ language, title: 'Maedeup: errors', content })
}

/** Backticks of the catalogue's texts. */
const withCode = (text: string): Html[] =>
  text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
