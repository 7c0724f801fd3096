/** Opens PortOne V1's window: a callback brings the result, or the SDK leaves the page for our return URL. */
import type { Opener } from './opener.ts'

/**
 * `userCode` goes to `IMP.init`; all other arguments are those of `IMP.request_pay`. Of what the callback brings only
 * the fields that a return is judged by go on: the rest is about the buyer (fact sheet portone-v1 §12).
 */
export const PORTONE_V1_OPENER: Opener = {
  global: 'IMP',
  script: `function (page) {
  var wanted = ['success', 'imp_success', 'imp_uid', 'merchant_uid', 'error_code', 'error_msg']
  function finish(result) {
    var fields = { merchant_uid: page.args.merchant_uid }
    wanted.forEach(function (name) {
      if (result && /^(string|number|boolean)$/.test(typeof result[name])) fields[name] = String(result[name])
    })
    page.finish(fields)
  }
  return function () {
    var request = page.object(['amount', 'tax_free', 'vat_amount'])
    window.IMP.init(request.userCode)
    delete request.userCode
    window.IMP.request_pay(request, finish)
  }
}`,
}
