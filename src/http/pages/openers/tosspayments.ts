/** Opens the Toss Payments window (SDK v2): success comes back as a redirect, leaving as a rejected promise. */
import type { Opener } from './opener.ts'

/**
 * `clientKey` starts the SDK, `customerKey` (none: `TossPayments.ANONYMOUS`) names the buyer; all other arguments are
 * those of `requestPayment`. A rejection says code and message as failUrl would (fact sheet tosspayments §2).
 */
export const TOSSPAYMENTS_OPENER: Opener = {
  global: 'TossPayments',
  script: `function (page) {
  return function () {
    var request = page.object(['amount.value', 'taxFreeAmount'])
    var sdk = window.TossPayments(request.clientKey)
    var payment = sdk.payment({ customerKey: request.customerKey || window.TossPayments.ANONYMOUS })
    delete request.clientKey
    delete request.customerKey
    return payment.requestPayment(request).catch(function (error) {
      page.finish({
        code: String(error.code || 'UNKNOWN'),
        message: String(error.message || ''),
        orderId: page.args.orderId,
      })
    })
  }
}`,
}
