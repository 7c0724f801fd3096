/** Opens PortOne V2's window: a promise brings the result, or the SDK leaves the page for our return URL. */
import type { Opener } from './opener.ts'

/**
 * All arguments are those of `PortOne.requestPayment`. It resolves with `paymentId`, `txId` and, when the buyer did not
 * pay, `code` and `message`; what leads elsewhere never resolves, or with nothing (fact sheet portone-v2 §8).
 */
export const PORTONE_V2_OPENER: Opener = {
  global: 'PortOne',
  script: `function (page) {
  function finish(result) {
    if (!result) return
    var fields = { paymentId: page.args.paymentId }
    Object.keys(result).forEach(function (name) {
      if (/^(string|number)$/.test(typeof result[name])) fields[name] = String(result[name])
    })
    page.finish(fields)
  }
  return function () {
    var request = page.object(['totalAmount', 'taxFreeAmount', 'vatAmount'])
    return window.PortOne.requestPayment(request).then(finish, function (error) {
      if (!error || !error.code) throw error
      page.finish({
        paymentId: page.args.paymentId,
        code: String(error.code),
        message: String(error.message || ''),
      })
    })
  }
}`,
}
