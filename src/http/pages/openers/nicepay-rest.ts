/** Opens the window of NICEPAY's REST API: the script posts the result to our return URL by itself. */
import type { Opener } from './opener.ts'

/**
 * All arguments are those of `AUTHNICE.requestPay`. Its `fnError` is told when the window could not open or was left
 * without a result; that comes back as a result that is no authentication (fact sheet nicepay §16).
 */
export const NICEPAY_REST_OPENER: Opener = {
  global: 'AUTHNICE',
  script: `function (page) {
  return function () {
    var request = page.object(['amount', 'taxFreeAmt', 'vbankValidHours'])
    request.fnError = function (error) {
      page.finish({
        authResultCode: '9999',
        authResultMsg: String((error && (error.errorMsg || error.msg)) || 'the window was left'),
        orderId: page.args.orderId,
      })
    }
    window.AUTHNICE.requestPay(request)
  }
}`,
}
