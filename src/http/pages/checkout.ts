/** The page that opens the provider's window, and the policy that lets it load exactly that provider. */
import type { PaymentFile } from '../../core/payment/payment.ts'
import type { Checkout } from '../../ports/provider.ts'
import { code, html } from './html.ts'
import { type Language, moneyText } from './language.ts'
import { page } from './layout.ts'
import { openerScript } from './opener.ts'
import { TEXTS } from './texts.ts'

export interface CheckoutPage {
  readonly file: PaymentFile
  readonly checkout: Checkout
  /** Where the form goes, and where a buyer goes who does not want to pay. */
  readonly action: string
  readonly language: Language
  readonly nonce: string
  /** The merchant's name, or null. */
  readonly shop: string | null
}

export function checkoutPage({ file, checkout, action, language, nonce, shop }: CheckoutPage): string {
  const texts = TEXTS[language]
  const { orderName, orderId, amounts, currency } = file.payment
  const fields = Object.entries(checkout.args).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  const content = html`<div class="checkout" data-global="${checkout.global}" data-action="${action}"
      data-opening="${texts.opening}" data-sending="${texts.sending}" data-blocked="${texts.blocked}">
      <h1>${orderName}</h1>
      <p class="price">${moneyText(amounts.total, currency, language)}</p>
      <dl><dt>${texts.order}</dt><dd>${orderId}</dd></dl>
      <div class="actions">
        <button type="button" class="main" id="open">${texts.open}</button>
        <a class="button" href="${action}">${texts.leave}</a>
      </div>
      <p class="says" role="status"></p>
      <noscript><p class="bad">${texts.noScript}</p></noscript>
      <form id="window" method="post" action="${action}" accept-charset="utf-8" hidden>${fields}</form>
      <script nonce="${nonce}" src="${checkout.sdkUrl}"></script>
      <script nonce="${nonce}">${code(openerScript(checkout.global))}</script>
    </div>`
  return page({ language, shop, title: texts.checkoutTitle, content })
}

/**
 * Code, frames and connections come from the provider's origins and from nowhere else. Styles are let be, because a
 * provider's script draws its overlay inside our page. Forms may go to every https address: browsers hold `form-action`
 * against each redirect too, and the shop's success page may lead on to hosts that only the shop knows.
 */
export function checkoutPolicy(
  nonce: string,
  { origins, onward }: { origins: readonly string[]; onward: readonly string[] },
) {
  const provider = origins.join(' ')
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${provider}`,
    `style-src 'self' 'unsafe-inline' ${provider}`,
    "font-src 'self'",
    `img-src 'self' data: ${provider}`,
    `frame-src ${provider}`,
    `connect-src ${provider}`,
    `form-action 'self' https: ${[...origins, ...onward].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
