/** The frame of every page that a buyer sees: one card, Korean or English, without code of its own. */
import { type Html, html } from './html.ts'
import type { Language } from './language.ts'

const FONT_CSS_PATH = '/assets/pretendard/pretendardvariable-dynamic-subset.css'
export const PAGE_CSS_PATH = '/assets/pages.css'

export interface Page {
  readonly language: Language
  readonly title: string
  readonly content: Html
  /** Whose page it is for the buyer: the merchant's name where the config has one. */
  readonly shop?: string | null
  /** This page in the other language, where it offers that. */
  readonly otherLanguage?: string
  /** Reads another page after a while. */
  readonly refresh?: { readonly seconds: number; readonly url: string }
}

export const page = ({ language, title, content, refresh, shop = null, otherLanguage }: Page): string =>
  html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    ${refresh === undefined ? null : html`<meta http-equiv="refresh" content="${refresh.seconds};url=${refresh.url}">`}
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${FONT_CSS_PATH}">
    <link rel="stylesheet" href="${PAGE_CSS_PATH}">
  </head>
  <body>
    <main>
      ${head(shop, otherLanguage, language)}
      ${content}
      <p class="foot"><span class="mark" aria-hidden="true"></span>매듭 · Maedeup</p>
    </main>
  </body>
</html>
`.markup

function head(shop: string | null, otherLanguage: string | undefined, language: Language): Html | null {
  if (shop === null && otherLanguage === undefined) return null
  const [other, name] = language === 'ko' ? ['en', 'English'] : ['ko', '한국어']
  const link =
    otherLanguage === undefined
      ? null
      : html`<a class="language" href="${otherLanguage}" lang="${other}" hreflang="${other}">${name}</a>`
  return html`<div class="head"><span class="shop">${shop ?? ''}</span>${link}</div>`
}

/** For pages without code of their own. */
export const PLAIN_CSP = [
  "default-src 'none'",
  "style-src 'self'",
  "font-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** For a page with a form of its own, and no code. */
export const FORM_CSP = PLAIN_CSP.replace("form-action 'none'", "form-action 'self'")

export const PAGE_CSS = `:root {
  --ink: #16191f; --soft: #5d6673; --line: #e3e6eb; --ground: #f3f4f7; --card: #fff;
  --accent: #1d4ed8; --accent-dark: #1e3a8a; --good: #15803d; --bad: #b42318;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #f1f3f6; --soft: #a4adba; --line: #343a45; --ground: #101318; --card: #1a1e25;
    --accent: #7aa2ff; --accent-dark: #a9c2ff; --good: #4ade80; --bad: #ff8a80;
  }
}
* { box-sizing: border-box; }
html, body { margin: 0; min-height: 100%; }
body {
  font-family: 'Pretendard Variable', Pretendard, system-ui, sans-serif; color: var(--ink); background: var(--ground);
  line-height: 1.55; min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px; word-break: keep-all;
  -webkit-font-smoothing: antialiased;
}
main {
  width: 100%; max-width: 440px; background: var(--card); border-radius: 20px; padding: 32px 28px 24px;
  box-shadow: 0 12px 40px rgba(12, 17, 29, .08);
}
h1 { margin: 0; font-size: 20px; font-weight: 700; overflow-wrap: anywhere; }
p { margin: 10px 0 0; color: var(--soft); font-size: 15px; overflow-wrap: anywhere; }
.price {
  margin: 6px 0 0; color: var(--ink); font-size: 34px; line-height: 1.3; font-weight: 750; letter-spacing: -.02em;
  font-variant-numeric: tabular-nums;
}
dl { display: grid; grid-template-columns: auto 1fr; gap: 6px 16px; margin: 20px 0 0; font-size: 14px; }
dt { color: var(--soft); }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
.head { display: flex; justify-content: space-between; gap: 16px; margin: 0 0 18px; font-size: 14px; }
.shop { font-weight: 650; overflow-wrap: anywhere; }
.language { flex: none; color: var(--soft); }
.actions { display: grid; gap: 10px; margin-top: 26px; }
button, a.button {
  font: inherit; font-size: 16px; font-weight: 650; min-height: 52px; padding: 12px 16px; border-radius: 12px;
  border: 1px solid var(--line); background: transparent; color: var(--ink); cursor: pointer; text-align: center;
  text-decoration: none;
}
button.main, a.main { background: var(--accent); border-color: var(--accent); color: var(--card); }
button.main:hover:enabled, a.main:hover { background: var(--accent-dark); }
button:focus-visible, a:focus-visible { outline: 3px solid #93b4ff; outline-offset: 2px; }
button:disabled { opacity: .55; cursor: default; }
div.field { display: grid; gap: 6px; margin-top: 18px; font-size: 14px; color: var(--soft); }
input, select {
  font: inherit; font-size: 16px; min-height: 52px; width: 100%; padding: 12px 14px; border-radius: 12px;
  border: 1px solid var(--line); background: var(--card); color: var(--ink);
}
input:focus-visible, select:focus-visible { outline: 3px solid #93b4ff; outline-offset: 1px; }
.hint, .wrong { margin: 0; font-size: 13px; }
.wrong { color: var(--bad); }
.alert { color: var(--bad); font-weight: 600; }
[aria-invalid=true] { border-color: var(--bad); }
.says { min-height: 1.55em; margin-top: 16px; }
.says[data-kind=error] { color: var(--bad); }
.sign { width: 52px; height: 52px; border-radius: 50%; margin: 0 0 18px; border: 3px solid currentcolor; }
.sign { display: grid; place-items: center; font-size: 26px; font-weight: 700; line-height: 1; }
.good { color: var(--good); }
.bad { color: var(--bad); }
.quiet { color: var(--soft); }
.spin { border-color: var(--line); border-top-color: var(--accent); }
.code { font-size: 13px; font-variant-numeric: tabular-nums; }
.foot {
  display: flex; align-items: center; gap: 8px; margin-top: 28px; padding-top: 16px; border-top: 1px solid var(--line);
  font-size: 13px;
}
.mark { flex: none; width: 18px; height: 10px; border: 2px solid var(--accent); border-radius: 6px 6px 6px 0; }
table { border-collapse: collapse; margin-top: 20px; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 10px 12px 10px 0; border-top: 1px solid var(--line); }
tr:target { background: rgba(122, 162, 255, .18); }
main:has(table) { max-width: 960px; }
@media (max-width: 480px) {
  body { place-items: stretch; padding: 0; }
  main { max-width: none; border-radius: 0; padding: 32px 22px calc(20px + env(safe-area-inset-bottom)); }
  main { box-shadow: none; background: var(--card); }
  body { background: var(--card); }
}
@media (prefers-reduced-motion: no-preference) {
  .spin { animation: turn 1s linear infinite; }
  @keyframes turn { to { transform: rotate(1turn); } }
}
`
