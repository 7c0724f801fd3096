/** The style sheet of every payment window: a card over the shop's page, a bottom sheet on a phone. */

export const WINDOW_CSS = `:root {
  --ink: #14181f; --soft: #5a6472; --line: #dfe3e9; --accent: #1d4ed8; --accent-dark: #1e3a8a; --tint: #eff4ff;
  --amber: #fde68a; --amber-ink: #713f12; --red: #b42318;
}
* { box-sizing: border-box; }
html, body { margin: 0; min-height: 100%; }
body {
  font-family: 'Pretendard Variable', Pretendard, system-ui, sans-serif; color: var(--ink); line-height: 1.5;
  min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px; word-break: keep-all;
  -webkit-font-smoothing: antialiased;
}
body[data-mode=overlay] { background: rgba(12, 17, 29, .56); }
body[data-mode=page] { background: #f1f3f7; }
main {
  width: 100%; max-width: 420px; background: #fff; border-radius: 20px; overflow: hidden;
  box-shadow: 0 24px 64px rgba(12, 17, 29, .28);
}
.ribbon {
  margin: 0; padding: 9px 20px; text-align: center; font-size: 13px; font-weight: 650; color: var(--amber-ink);
  background: repeating-linear-gradient(-45deg, var(--amber) 0 14px, #fcd34d 14px 28px);
}
.content { padding: 24px 24px 20px; }
h1:focus { outline: none; }
h1 { margin: 0; font-size: 18px; font-weight: 650; overflow-wrap: anywhere; }
.price { margin: 14px 0 0; font-size: 13px; color: var(--soft); }
.price strong {
  display: block; color: var(--ink); font-size: 32px; line-height: 1.25; font-weight: 750; letter-spacing: -.02em;
  font-variant-numeric: tabular-nums;
}
dl { display: grid; grid-template-columns: auto 1fr; gap: 4px 16px; margin: 14px 0 0; font-size: 13px; }
dt { color: var(--soft); }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; word-break: break-all; }
fieldset { margin: 20px 0 0; padding: 0; border: 0; min-width: 0; }
legend { padding: 0; margin-bottom: 8px; font-size: 13px; color: var(--soft); }
.method {
  display: flex; align-items: center; gap: 12px; padding: 11px 14px; border: 1px solid var(--line);
  border-radius: 12px; cursor: pointer;
}
.method + .method { margin-top: 8px; }
.method:has(:checked) {
  border-color: var(--accent); background: var(--tint); box-shadow: inset 0 0 0 1px var(--accent);
}
.method:has(:focus-visible) { outline: 3px solid #93b4ff; outline-offset: 1px; }
.method input { width: 18px; height: 18px; margin: 0; flex: none; accent-color: var(--accent); }
.method span { font-weight: 600; font-size: 15px; }
.method small { margin-left: auto; color: var(--soft); font-size: 13px; text-align: right; }
.actions { display: grid; grid-template-columns: 1fr 2fr; gap: 10px; margin-top: 22px; }
button {
  font: inherit; font-size: 16px; font-weight: 650; min-height: 52px; padding: 0 14px; border-radius: 12px;
  border: 1px solid var(--line); background: #fff; color: var(--ink); cursor: pointer;
}
button:hover { background: #f6f7f9; }
button:focus-visible { outline: 3px solid #93b4ff; outline-offset: 2px; }
button:disabled { opacity: .55; cursor: default; }
button.pay { background: var(--accent); border-color: var(--accent); color: #fff; }
button.pay:hover:enabled { background: var(--accent-dark); }
button.fail {
  grid-column: 1 / -1; min-height: 44px; font-size: 14px; font-weight: 550; color: var(--red); border-style: dashed;
}
.says { margin: 12px 0 0; min-height: 1.5em; font-size: 14px; text-align: center; color: var(--soft); }
.says:empty { margin: 0; min-height: 0; }
.says[data-kind=error] { color: var(--red); }
.note { margin: 0; padding: 12px 24px 18px; font-size: 12px; color: var(--soft); text-align: center; }
.problems { margin: 16px 0 0; padding: 0; list-style: none; }
.problems li { padding: 12px 14px; border-radius: 12px; background: #fef3f2; color: var(--red); font-size: 14px; }
.problems li + li { margin-top: 8px; }
.problems code { font-weight: 700; font-family: inherit; }
.refused p { margin: 8px 0 0; font-size: 14px; color: var(--soft); }
.refused .actions { grid-template-columns: 1fr; }
@media (max-width: 480px) {
  body { place-items: end stretch; padding: 32px 0 0; }
  main { max-width: none; border-radius: 20px 20px 0 0; padding-bottom: env(safe-area-inset-bottom); }
  .content { padding: 20px 20px 12px; }
}
@media (prefers-reduced-motion: no-preference) {
  main { animation: rise .22s ease-out; }
  @keyframes rise { from { opacity: 0; transform: translateY(14px); } }
}
.content:has([value=virtual_account]:checked) .fail { display: none; }
`
