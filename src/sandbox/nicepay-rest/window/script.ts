/** The stand-in for NICEPAY's `/v1/js/`: the global `AUTHNICE.requestPay({…})`, which opens our window. */
import { OVERLAY, POST_FORM } from '../../window/sdk.ts'

/** Where the script is, as on the official host (§15), and where it sends the buyer. */
export const SDK_PATH = '/v1/js/'
export const WINDOW_PATH = '/v1/js/window'

/**
 * Browser code, served as it stands. It opens an iframe, not a popup, because nothing blocks an iframe; the result is
 * posted to returnUrl by the whole page. On phones, or when the script is loaded with `?return=post`, the whole page
 * goes to the window first. `?lang=en` or `language: 'EN'` chooses the language.
 */
export const AUTHNICE_SCRIPT = `/* Maedeup sandbox: no real payment is made by this script. */
(function () {
  'use strict'
  var here = new URL(document.currentScript.src)
  var windowUrl = here.origin + '${WINDOW_PATH}'
  var openWindow = null

  ${POST_FORM}

  ${OVERLAY}

  function fieldsOf(options) {
    var fields = { SandboxLang: here.searchParams.get('lang') || options.language || '' }
    Object.keys(options).forEach(function (name) {
      var kind = typeof options[name]
      if (kind === 'string' || kind === 'number' || kind === 'boolean') fields[name] = String(options[name])
    })
    return fields
  }

  window.addEventListener('message', function (event) {
    if (!openWindow || event.source !== openWindow.frame.contentWindow || event.origin !== here.origin) return
    var message = event.data
    if (!message || message.sandbox !== 'nicepay-rest') return
    var options = openWindow.options
    openWindow.frame.remove()
    openWindow = null
    if (message.returnUrl) {
      var charset = options.returnCharSet || 'utf-8'
      return postForm(message.returnUrl, message.fields, { target: '_self', charset: charset })
    }
    var error = { msg: '결제창을 열 수 없습니다', errorMsg: 'the payment window refused the request' }
    if (typeof options.fnError === 'function') options.fnError(error)
    else console.error('NICEPAY sandbox: ' + error.errorMsg)
  })

  function requestPay(options) {
    if (openWindow) return
    var fields = fieldsOf(options)
    var wholePage = here.searchParams.get('return') === 'post' || /Android|iPhone|iPad|Mobi/i.test(navigator.userAgent)
    if (wholePage) return postForm(windowUrl, fields, { target: '_self', charset: 'utf-8' })
    var frame = overlay('nicepay-rest-sandbox-window', 'NICEPAY sandbox')
    openWindow = { frame: frame, options: options }
    fields.SandboxOpener = location.origin
    postForm(windowUrl, fields, { target: frame.name, charset: 'utf-8' })
    frame.focus()
  }

  window.AUTHNICE = { requestPay: requestPay }
})()
`
