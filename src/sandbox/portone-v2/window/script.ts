/** The stand-in for `browser-sdk.js`: the global `PortOne`, which opens our window over the merchant's page. */
import { OVERLAY, POST_FORM } from '../../window/sdk.ts'

/**
 * Browser code, served as it stands. `PortOne.requestPayment(params)` opens an iframe, not a popup, because nothing
 * blocks an iframe, and promises what the buyer did; on phones, or with `windowType: { pc: 'REDIRECTION' }`, the whole
 * page goes to the window and comes back to `redirectUrl` with the same fields in the query. `?lang=en` chooses the
 * language. Both rules follow the official SDK, of which the sheet says nothing.
 */
export const BROWSER_SDK = `/* Maedeup sandbox: no real payment is made by this script. */
(function () {
  'use strict'
  var here = new URL(document.currentScript.src)
  var windowUrl = here.origin + '/sandbox/window'
  var openWindow = null

  ${POST_FORM}

  ${OVERLAY}

  function sendParams(params, target, extra) {
    var fields = Object.assign({ params: JSON.stringify(params), lang: here.searchParams.get('lang') || '' }, extra)
    postForm(windowUrl, fields, { target: target, charset: 'utf-8' })
  }

  function end(response) {
    var ending = openWindow
    openWindow = null
    ending.frame.remove()
    ending.resolve(response)
  }

  window.addEventListener('message', function (event) {
    if (!openWindow || event.source !== openWindow.frame.contentWindow || event.origin !== here.origin) return
    var message = event.data
    if (!message || message.sandbox !== 'portone-v2') return
    end(Object.keys(message.fields).length > 0 ? message.fields : refused(openWindow.params))
  })

  function refused(params) {
    return {
      transactionType: 'PAYMENT',
      paymentId: String(params.paymentId || ''),
      code: 'INVALID_REQUEST',
      message: 'The window did not open',
    }
  }

  function goesAway(params) {
    var isPhone = /Android|iPhone|iPad|Mobi/i.test(navigator.userAgent)
    var wish = (params.windowType || {})[isPhone ? 'mobile' : 'pc']
    return wish ? wish === 'REDIRECTION' : isPhone
  }

  function requestPayment(params) {
    if (openWindow) return Promise.reject(new Error('a payment window is open already'))
    var isPhone = /Android|iPhone|iPad|Mobi/i.test(navigator.userAgent)
    var platform = isPhone ? 'MOBILE' : 'PC'
    if (goesAway(params)) {
      if (!params.redirectUrl) return Promise.reject(new Error('redirectUrl is needed to come back'))
      sendParams(params, '_self', { platform: platform })
      return new Promise(function () {})
    }
    return new Promise(function (resolve) {
      var frame = overlay('portone-v2-sandbox-window', 'PortOne sandbox')
      openWindow = { frame: frame, params: params, resolve: resolve }
      sendParams(params, frame.name, { platform: platform, opener: location.origin })
      frame.focus()
    })
  }

  window.PortOne = { requestPayment: requestPayment }
})()
`
