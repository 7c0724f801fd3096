/** The account that a guest pays into, and the sandbox's button that stands in for a bank. */
import { bankName } from '../banks.ts'
import { type Looked, paidOf } from '../books.ts'
import { deadlineOf, won } from '../format.ts'
import { type Html, html, NOTHING } from '../html.ts'
import type { Payment } from '../maedeup.ts'
import { type Lang, say } from '../words.ts'

/** Nothing while the PG has not told the number: there is nothing to pay into. */
export function accountBox(lang: Lang, { virtualAccount, amount }: Payment): Html {
  if (virtualAccount === null || virtualAccount.number === null) return NOTHING
  const { bank, number, holder, expiresAt } = virtualAccount
  const time = deadlineOf(lang, expiresAt)
  return html`<div class="account">
    <p class="account-bank">${bank === null ? say(lang, 'account.number') : bankName(lang, bank)}</p>
    <p class="account-number"><b>${number}</b>
      <button class="copy" type="button" data-copy="${number}" data-copied="${say(lang, 'account.copied')}">
        ${say(lang, 'account.copy')}</button></p>
    <dl>
      ${holder === null ? NOTHING : fact(say(lang, 'account.holder'), holder)}
      ${fact(say(lang, 'account.amount'), won(lang, amount))}
      ${fact(say(lang, 'account.until'), say(lang, 'account.until.value', { time }))}
    </dl>
  </div>`
}

const fact = (name: string, value: string): Html => html`<div><dt>${name}</dt><dd>${value}</dd></div>`

/** Only where there is a sandbox, and clearly none of the shop's own buttons. */
export function depositHelper(lang: Lang, { id, virtualAccount }: Payment, looked: Looked): Html {
  if (virtualAccount === null || virtualAccount.number === null) return NOTHING
  const tag = html`<span class="tag">${say(lang, 'helper.tag')}</span>`
  if (looked.kind === 'found' && paidOf(looked.book) > 0) {
    return html`<div class="helper"><p>${tag} ${say(lang, 'helper.made')}</p></div>`
  }
  return html`<form class="helper" method="post" action="/payments/${id}/deposit">
    <p>${tag} ${say(lang, 'helper.note')}</p>
    <button class="button quiet" type="submit">${say(lang, 'helper.deposit')}</button></form>`
}
