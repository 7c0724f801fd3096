/** Opens NICEPAY's window: the script takes the form, fills it, and calls back by name (fact sheet nicepay §2). */
import type { Opener } from './opener.ts'

/** 9999 is what NICEPAY posts itself on phones when the window is closed (§4). */
export const NICEPAY_OPENER: Opener = {
  global: 'goPay',
  script: `function (page) {
  window.nicepaySubmit = page.send
  window.nicepayClose = function () {
    page.fill({ AuthResultCode: '9999', AuthResultMsg: 'the buyer closed the window' })
    page.send()
  }
  return function () { window.goPay(page.form) }
}`,
}
