/** Specifies which URLs from the buyer's browser may be called (nicepay §2, SSRF guard). */
import { describe, expect, test } from 'vitest'
import { urlProblem } from './guard.ts'

const NONE = { trustedOrigins: [] }
const SANDBOX = { trustedOrigins: ['http://127.0.0.1:4101', 'http://localhost:4101'] }
const PAY = '/webapi/pay_process.jsp'
const CANCEL = '/webapi/cancel_process.jsp'

describe('accepted', () => {
  test.each(['dc1-api', 'dc2-api', 'pg-api', 'webapi'])('%s.nicepay.co.kr', (host) => {
    expect(urlProblem(`https://${host}.nicepay.co.kr${PAY}`, 'approve', NONE)).toBeNull()
    expect(urlProblem(`https://${host}.nicepay.co.kr${CANCEL}`, 'net_cancel', NONE)).toBeNull()
  })

  test('a trusted origin, in clear too, but only with the same paths', () => {
    expect(urlProblem(`http://127.0.0.1:4101${PAY}`, 'approve', SANDBOX)).toBeNull()
    expect(urlProblem(`http://localhost:4101${CANCEL}`, 'net_cancel', SANDBOX)).toBeNull()
    expect(urlProblem('http://127.0.0.1:4101/control/reset', 'approve', SANDBOX)).not.toBeNull()
  })
})

describe('refused', () => {
  test.each([
    ['nothing', ''],
    ['no URL', 'dc1-api.nicepay.co.kr/webapi/pay_process.jsp'],
    ['in clear', `http://dc1-api.nicepay.co.kr${PAY}`],
    ['another scheme', `file://dc1-api.nicepay.co.kr${PAY}`],
    ['javascript', 'javascript:alert(1)'],
    ['another host', `https://evil.example${PAY}`],
    ['a host that ends alike', `https://evil-dc1-api.nicepay.co.kr${PAY}`],
    ['a host that begins alike', `https://dc1-api.nicepay.co.kr.evil.example${PAY}`],
    ['another host of NICEPAY', `https://www.nicepay.co.kr${PAY}`],
    ['a trailing dot', `https://dc1-api.nicepay.co.kr.${PAY}`],
    ['a subdomain', `https://x.dc1-api.nicepay.co.kr${PAY}`],
    ['user info', `https://dc1-api.nicepay.co.kr@evil.example${PAY}`],
    ['credentials on the right host', `https://a:b@dc1-api.nicepay.co.kr${PAY}`],
    ['an empty user', `https://@dc1-api.nicepay.co.kr${PAY}`],
    ['another port', `https://dc1-api.nicepay.co.kr:8443${PAY}`],
    ['the default port spelt out', `https://dc1-api.nicepay.co.kr:443${PAY}`],
    ['upper case', `https://DC1-API.nicepay.co.kr${PAY}`],
    ['upper-case scheme', `HTTPS://dc1-api.nicepay.co.kr${PAY}`],
    ['a query', `https://dc1-api.nicepay.co.kr${PAY}?a=1`],
    ['an empty query', `https://dc1-api.nicepay.co.kr${PAY}?`],
    ['a fragment', `https://dc1-api.nicepay.co.kr${PAY}#a`],
    ['an empty fragment', `https://dc1-api.nicepay.co.kr${PAY}#`],
    ['another path', 'https://dc1-api.nicepay.co.kr/webapi/other.jsp'],
    ['a longer path', `https://dc1-api.nicepay.co.kr${PAY}/x`],
    ['path parameters', `https://dc1-api.nicepay.co.kr${PAY};x=1`],
    ['the path in upper case', 'https://dc1-api.nicepay.co.kr/WEBAPI/PAY_PROCESS.JSP'],
    ['dot segments', `https://dc1-api.nicepay.co.kr/x/..${PAY}`],
    ['escaped letters', 'https://dc1-api.nicepay.co.kr/webapi/%70ay_process.jsp'],
    ['back-slashes', 'https:\\\\dc1-api.nicepay.co.kr\\webapi\\pay_process.jsp'],
    ['a back-slash before the host', `https://evil.example\\@dc1-api.nicepay.co.kr${PAY}`],
    ['a tab in the host', `https://dc1-\tapi.nicepay.co.kr${PAY}`],
    ['a line break at the end', `https://dc1-api.nicepay.co.kr${PAY}\n`],
    ['a blank before', ` https://dc1-api.nicepay.co.kr${PAY}`],
    ['full-width letters', `https://ｄc1-api.nicepay.co.kr${PAY}`],
    ['loopback', `https://127.0.0.1${PAY}`],
    ['the metadata address', `http://169.254.169.254${PAY}`],
    ['IPv6 loopback', `https://[::1]${PAY}`],
    ['the sandbox when it is not trusted', `http://127.0.0.1:4101${PAY}`],
  ])('%s', (_name, url) => {
    expect(urlProblem(url, 'approve', NONE)).not.toBeNull()
  })

  test('the path of the other purpose', () => {
    expect(urlProblem(`https://dc1-api.nicepay.co.kr${CANCEL}`, 'approve', NONE)).not.toBeNull()
    expect(urlProblem(`https://dc1-api.nicepay.co.kr${PAY}`, 'net_cancel', NONE)).not.toBeNull()
  })

  test.each([`http://127.0.0.1:4102${PAY}`, `https://127.0.0.1:4101${PAY}`, `http://127.0.0.1${PAY}`])(
    'what only resembles a trusted origin: %s',
    (url) => {
      expect(urlProblem(url, 'approve', SANDBOX)).not.toBeNull()
    },
  )
})
