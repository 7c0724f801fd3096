/** The HTML of every payment window and of its refusal; every value from outside is escaped here. */
import { FONT_CSS_PATH } from '../fonts.ts'
import type { Method, ProviderId } from '../simulator.ts'
import { type Language, TEXTS } from './texts.ts'

export const WINDOW_CSS_PATH = '/sandbox/window.css'
export const WINDOW_SCRIPT_PATH = '/sandbox/window.js'

export interface PageFrame {
  readonly provider: ProviderId
  readonly title: string
  readonly language: Language
  /** The merchant's origin when the window is an overlay in its page, or null when it is a page of its own. */
  readonly opener: string | null
}

export interface PaymentPage extends PageFrame {
  readonly session: string
  readonly goodsName: string
  readonly amountKrw: number
  /** The provider's order number. */
  readonly order: string
  /** What the provider calls the shop. */
  readonly shop: string
  readonly methods: readonly Method[]
}

/** Why a window does not open: the code, the field, and what is wrong with it in the language of the page. */
export interface Problem {
  readonly code: string
  readonly field: string
  readonly text: string
}

export function paymentPage(page: PaymentPage): string {
  const texts = TEXTS[page.language]
  const price = new Intl.NumberFormat(page.language === 'ko' ? 'ko-KR' : 'en-US').format(page.amountKrw)
  return shell(page, page.session)`<div class="content">
      <h1 tabindex="-1">${escaped(page.goodsName)}</h1>
      <p class="price">${texts.amount} <strong>${page.language === 'ko' ? `${price}원` : `₩${price}`}</strong></p>
      <dl>
        <dt>${texts.order}</dt><dd>${escaped(page.order)}</dd>
        <dt>${texts.shop}</dt><dd>${escaped(page.shop)}</dd>
      </dl>
      <fieldset>
        <legend>${texts.methods}</legend>
        ${page.methods.map((method, index) => methodRow(method, index, page.language)).join('\n        ')}
      </fieldset>
      <div class="actions">
        <button type="button" data-action="close">${texts.close}</button>
        <button type="button" class="pay" data-action="pay">${isAccountOnly(page) ? texts.issue : texts.pay}</button>
        ${isAccountOnly(page) ? '' : `<button type="button" class="fail" data-action="fail">${texts.fail}</button>`}
      </div>
      <p class="says" role="status"></p>
    </div>
    <p class="note">${texts.note}</p>`
}

/** No card company says no to an account: there is nothing to refuse before its deposit. */
const isAccountOnly = ({ methods }: PaymentPage): boolean => methods.every((method) => method === 'virtual_account')

export function refusalPage(frame: PageFrame, problems: readonly Problem[]): string {
  const texts = TEXTS[frame.language]
  const rows = problems.map(
    ({ code, field, text }) => `<li><code>${escaped(code)}</code> · ${escaped(field)}<br>${escaped(text)}</li>`,
  )
  return shell(frame, '')`<div class="content refused">
      <h1 tabindex="-1">${texts.refusedTitle}</h1>
      <p>${texts.refusedNote}</p>
      <ul class="problems" role="alert">${rows.join('')}</ul>
      <div class="actions"><button type="button" data-action="close">${texts.dismiss}</button></div>
      <p class="says" role="status"></p>
    </div>`
}

function methodRow(method: Method, index: number, language: Language): string {
  const { method: names, hint } = TEXTS[language]
  const checked = index === 0 ? ' checked' : ''
  return `<label class="method"><input type="radio" name="method" value="${method}"${checked}>
          <span>${names[method]}</span><small>${hint[method]}</small></label>`
}

/** Everything around the content; a tag, so that the content reads as the HTML that it is. */
function shell({ provider, title, language, opener }: PageFrame, session: string) {
  const texts = TEXTS[language]
  const data = {
    provider,
    session,
    opener: opener ?? '',
    mode: opener === null ? 'page' : 'overlay',
    busy: texts.busy,
    lost: texts.lost,
  }
  const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${escaped(value)}"`)
  return (parts: TemplateStringsArray, ...values: readonly string[]): string => `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="color-scheme" content="light">
    <title>${escaped(title)}</title>
    <link rel="stylesheet" href="${FONT_CSS_PATH}">
    <link rel="stylesheet" href="${WINDOW_CSS_PATH}">
    <script src="${WINDOW_SCRIPT_PATH}" defer></script>
  </head>
  <body ${attributes.join(' ')}>
    <main role="dialog" aria-modal="true" aria-label="${escaped(title)}">
    <p class="ribbon">${texts.ribbon}</p>
    ${String.raw({ raw: parts }, ...values)}
    </main>
  </body>
</html>
`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
