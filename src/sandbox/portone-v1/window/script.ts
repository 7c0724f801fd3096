/** The stand-in for `iamport.js`: the global `IMP` with `init` and `request_pay`, which opens our window. */
import { OVERLAY, POST_FORM } from '../../window/sdk.ts'

/** Where the stand-in is served: the path of the official script on its own host. */
export const SDK_PATH = '/v1/iamport.js'

/** Where it opens the window. */
export const WINDOW_PATH = '/sandbox/iamport/window'

/**
 * Browser code, served as it stands. It opens an iframe over the merchant's page and calls back; on phones, or when the
 * script is loaded with `?return=redirect`, the whole page goes to the window and comes back to `m_redirect_url`
 * (fact sheet portone-v1 §12). `?lang=en` chooses the language.
 */
export const IMP_SCRIPT = `/* Maedeup sandbox: no real payment is made by this script. */
(function () {
  'use strict'
  var here = new URL(document.currentScript.src)
  var windowUrl = here.origin + '${WINDOW_PATH}'
  var userCode = ''
  var openWindow = null

  ${POST_FORM}

  ${OVERLAY}

  function answerOf(fields, params) {
    var answer = { imp_uid: null, merchant_uid: params.merchant_uid, error_code: null, error_msg: null }
    if (fields.success === undefined) {
      answer.error_code = 'F0000'
      answer.error_msg = '결제창을 열 수 없습니다'
    }
    Object.keys(fields).forEach(function (name) { answer[name] = fields[name] })
    answer.success = fields.success === 'true'
    answer.imp_success = answer.success
    return answer
  }

  window.addEventListener('message', function (event) {
    if (!openWindow || event.source !== openWindow.frame.contentWindow || event.origin !== here.origin) return
    var message = event.data
    if (!message || message.sandbox !== 'portone-v1') return
    var ended = openWindow
    ended.frame.remove()
    openWindow = null
    if (ended.callback) ended.callback(answerOf(message.fields, ended.params))
    else if (message.returnUrl) location.assign(message.returnUrl)
  })

  window.IMP = {
    init: function init(code) { userCode = String(code) },
    agency: function agency(code) { userCode = String(code) },
    close: function close() {
      if (!openWindow) return
      openWindow.frame.remove()
      openWindow = null
    },
    request_pay: function request_pay(params, callback) {
      if (openWindow) return
      var fields = { user_code: userCode, params: JSON.stringify(params), lang: here.searchParams.get('lang') || '' }
      var isPhone = /Android|iPhone|iPad|Mobi/i.test(navigator.userAgent)
      var leaves = isPhone || here.searchParams.get('return') === 'redirect'
      if (leaves && params.m_redirect_url) return postForm(windowUrl, fields, { target: '_self', charset: 'utf-8' })
      var frame = overlay('portone-v1-sandbox-window', 'PortOne V1 sandbox')
      openWindow = { frame: frame, params: params, callback: typeof callback === 'function' ? callback : null }
      fields.opener = location.origin
      postForm(windowUrl, fields, { target: frame.name, charset: 'utf-8' })
      frame.focus()
    },
  }
})()
`
