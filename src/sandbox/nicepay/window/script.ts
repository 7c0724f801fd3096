/** The stand-in for `nicepay-pgweb.js`: the global `goPay(form)`, which opens our window over the merchant's page. */
import { OVERLAY, POST_FORM } from '../../window/sdk.ts'

/**
 * Browser code, served as it stands. It opens an iframe, not a popup, because nothing blocks an iframe; on phones, or
 * when the script is loaded with `?return=post`, the whole page goes to the window and comes back as a form POST to
 * ReturnURL (fact sheet nicepay §2, §4). `?lang=en` chooses the language.
 */
export const PGWEB_SCRIPT = `/* Maedeup sandbox: no real payment is made by this script. */
(function () {
  'use strict'
  var here = new URL(document.currentScript.src)
  var windowUrl = here.origin + '/v3/v3Payment.jsp'
  var openWindow = null

  ${POST_FORM}

  ${OVERLAY}

  function sendFields(form, target, extra) {
    var fields = { SandboxCharset: 'utf-8', SandboxLang: here.searchParams.get('lang') || '' }
    new FormData(form).forEach(function (value, name) {
      if (typeof value === 'string' && !(name in fields)) fields[name] = value
    })
    Object.keys(extra).forEach(function (name) { fields[name] = extra[name] })
    postForm(windowUrl, fields, { target: target, charset: 'utf-8' })
  }

  function hiddenInput(form, name, value) {
    var input = document.createElement('input')
    input.type = 'hidden'
    input.name = name
    input.value = value
    form.appendChild(input)
  }

  function fill(form, fields) {
    Object.keys(fields).forEach(function (name) {
      var input = form.elements.namedItem(name)
      if (input && 'value' in input) input.value = fields[name]
      else hiddenInput(form, name, fields[name])
    })
  }

  function callMerchant(name) {
    if (typeof window[name] === 'function') window[name]()
    else console.error('NICEPAY sandbox: the page does not define ' + name + '()')
  }

  window.addEventListener('message', function (event) {
    if (!openWindow || event.source !== openWindow.frame.contentWindow || event.origin !== here.origin) return
    var message = event.data
    if (!message || message.sandbox !== 'nicepay') return
    var form = openWindow.form
    openWindow.frame.remove()
    openWindow = null
    if (message.end === 'close') return callMerchant('nicepayClose')
    fill(form, message.fields)
    callMerchant('nicepaySubmit')
  })

  window.goPay = function goPay(form) {
    if (openWindow) return
    var wholePage = here.searchParams.get('return') === 'post' || /Android|iPhone|iPad|Mobi/i.test(navigator.userAgent)
    if (wholePage) return sendFields(form, '_self', {})
    var frame = overlay('nicepay-sandbox-window', 'NICEPAY sandbox')
    openWindow = { frame: frame, form: form }
    sendFields(form, frame.name, { SandboxOpener: location.origin })
    frame.focus()
  }
})()
`
