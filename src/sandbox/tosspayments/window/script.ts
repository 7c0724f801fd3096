/** The stand-in for Toss' browser SDKs, v1 and v2: the global `TossPayments(clientKey)`, which opens our window. */
import { OVERLAY, POST_FORM } from '../../window/sdk.ts'

/**
 * Browser code, served as it stands at `/v1/payment` and `/v2/standard`. The window is an iframe over the page, or on
 * phones, with `windowTarget: 'self'`, or when the script is loaded with `?return=self`, the page itself. The end is a
 * redirect to successUrl or failUrl; closing the window with Escape rejects the promise with USER_CANCEL instead (fact
 * sheet tosspayments §2). `?lang=en` chooses the language.
 */
export const TOSS_SCRIPT = `/* Maedeup sandbox: no real payment is made by this script. */
(function () {
  'use strict'
  var here = new URL(document.currentScript.src)
  var openWindow = null

  function failed(code, message) {
    var error = new Error(message)
    error.code = code
    return error
  }

  ${POST_FORM}

  ${OVERLAY}

  function submit(fields, target) {
    postForm(here.origin + '/sandbox/payment-window', fields, { target: target, charset: 'utf-8' })
  }

  window.addEventListener('message', function (event) {
    if (!openWindow || event.source !== openWindow.frame.contentWindow || event.origin !== here.origin) return
    var message = event.data
    if (!message || message.sandbox !== 'tosspayments') return
    var ended = openWindow
    openWindow = null
    ended.frame.remove()
    if (message.returnUrl && !(message.end === 'close' && message.by === 'key')) location.assign(message.returnUrl)
    else ended.reject(failed('USER_CANCEL', message.fields.message || 'closed'))
  })

  function open(fields, windowTarget) {
    if (openWindow) return Promise.reject(failed('ALREADY_OPEN', 'A payment window is open already.'))
    fields.SandboxLang = here.searchParams.get('lang') || ''
    var self = windowTarget === 'self' || here.searchParams.get('return') === 'self'
    if (self || (windowTarget !== 'iframe' && /Android|iPhone|iPad|Mobi/i.test(navigator.userAgent))) {
      submit(fields, '_self')
      return new Promise(function () {})
    }
    var frame = overlay('tosspayments-sandbox-window', 'Toss Payments sandbox')
    fields.SandboxOpener = location.origin
    submit(fields, frame.name)
    frame.focus()
    return new Promise(function (resolve, reject) { openWindow = { frame: frame, reject: reject } })
  }

  function fieldsOf(clientKey, method, params) {
    var amount = params.amount
    var account = params.virtualAccount || {}
    return {
      clientKey: clientKey,
      method: method,
      amount: amount !== null && typeof amount === 'object' ? amount.value : amount,
      orderId: params.orderId,
      orderName: params.orderName,
      successUrl: params.successUrl,
      failUrl: params.failUrl,
      customerKey: params.customerKey,
      customerName: params.customerName,
      customerMobilePhone: params.customerMobilePhone,
      taxFreeAmount: params.taxFreeAmount,
      validHours: params.validHours === undefined ? account.validHours : params.validHours,
      dueDate: params.dueDate === undefined ? account.dueDate : params.dueDate,
      cashReceiptType: (params.cashReceipt || account.cashReceipt || {}).type
    }
  }

  function TossPayments(clientKey) {
    return {
      requestPayment: function requestPayment(method, params) {
        return open(fieldsOf(clientKey, method, params), params.windowTarget)
      },
      payment: function payment(customer) {
        return {
          requestPayment: function requestPayment(params) {
            var fields = fieldsOf(clientKey, params.method, params)
            fields.customerKey = customer && customer.customerKey
            return open(fields, params.windowTarget)
          }
        }
      }
    }
  }
  TossPayments.ANONYMOUS = 'ANONYMOUS'
  window.TossPayments = TossPayments
})()
`
