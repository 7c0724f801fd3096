/** Every provider's adapter against the provider's own test environment, with keys from the environment. */
import { createHash } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { RawWebhook } from '../../src/ports/provider.ts'
import { nicepay } from '../../src/providers/nicepay/index.ts'
import { nicepayRest } from '../../src/providers/nicepay-rest/index.ts'
import { portoneV1 } from '../../src/providers/portone-v1/index.ts'
import { portoneV2 } from '../../src/providers/portone-v2/index.ts'
import { tosspayments } from '../../src/providers/tosspayments/index.ts'
import { altered, testLive } from './account.ts'

testLive({
  name: 'nicepay',
  variables: { mid: 'LIVE_NICEPAY_MID', merchantKey: 'LIVE_NICEPAY_MERCHANT_KEY' },
  make: ({ mid = '', merchantKey = '' }) => nicepay({ mid, merchantKey, live: false }),
  makeWrong: ({ mid = '', merchantKey = '' }) => nicepay({ mid, merchantKey: altered(merchantKey), live: false }),
  // MID, method, kind, time to the second, serial number.
  unknownRef: ({ mid = '' }) => `${mid}01012001010000000000`,
  signed: null,
})

testLive({
  name: 'tosspayments',
  variables: { clientKey: 'LIVE_TOSSPAYMENTS_CLIENT_KEY', secretKey: 'LIVE_TOSSPAYMENTS_SECRET_KEY' },
  make: ({ clientKey = '', secretKey = '' }) => tosspayments({ clientKey, secretKey, live: false }),
  makeWrong: ({ clientKey = '', secretKey = '' }) =>
    tosspayments({ clientKey, secretKey: altered(secretKey), live: false }),
  unknownRef: () => null,
  signed: null,
})

testLive({
  name: 'portone-v1',
  variables: {
    userCode: 'LIVE_PORTONE_V1_USER_CODE',
    impKey: 'LIVE_PORTONE_V1_API_KEY',
    impSecret: 'LIVE_PORTONE_V1_API_SECRET',
  },
  make: ({ userCode = '', impKey = '', impSecret = '' }) => portoneV1({ userCode, impKey, impSecret, live: false }),
  makeWrong: ({ userCode = '', impKey = '', impSecret = '' }) =>
    portoneV1({ userCode, impKey, impSecret: altered(impSecret), live: false }),
  unknownRef: () => null,
  signed: null,
})

testLive({
  name: 'portone-v2',
  variables: {
    storeId: 'LIVE_PORTONE_V2_STORE_ID',
    channelKey: 'LIVE_PORTONE_V2_CHANNEL_KEY',
    apiSecret: 'LIVE_PORTONE_V2_API_SECRET',
    webhookSecret: 'LIVE_PORTONE_V2_WEBHOOK_SECRET',
  },
  make: ({ storeId = '', channelKey = '', apiSecret = '', webhookSecret = '' }) =>
    portoneV2({ storeId, channelKey, apiSecret, webhookSecret, live: false }),
  makeWrong: ({ storeId = '', channelKey = '', apiSecret = '', webhookSecret = '' }) => {
    const wrong = `whsec_${Buffer.from(createHash('sha256').update(webhookSecret).digest()).toString('base64')}`
    return portoneV2({ storeId, channelKey, apiSecret: altered(apiSecret), webhookSecret: wrong, live: false })
  },
  unknownRef: () => null,
  signed: ({ storeId, webhookSecret = '' }, at) => {
    const data = { storeId, paymentId: 'MDLIVE1', transactionId: 'MDLIVE1' }
    const body = JSON.stringify({ type: 'Transaction.Paid', timestamp: new Date(at).toISOString(), data })
    const id = 'msg_maedeup_live'
    const signature = new Webhook(webhookSecret).sign(id, new Date(at), body)
    const timestamp = String(Math.floor(at / 1_000))
    return json(body, { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature })
  },
})

testLive({
  name: 'nicepay-rest',
  variables: { clientKey: 'LIVE_NICEPAY_REST_CLIENT_KEY', secretKey: 'LIVE_NICEPAY_REST_SECRET_KEY' },
  make: ({ clientKey = '', secretKey = '' }) => nicepayRest({ clientKey, secretKey, live: false }),
  makeWrong: ({ clientKey = '', secretKey = '' }) =>
    nicepayRest({ clientKey, secretKey: altered(secretKey), live: false }),
  unknownRef: () => null,
  signed: ({ secretKey = '' }, at) => {
    const tid = 'nictest00m01012001010000000000'
    const [amount, ediDate] = [1_000, new Date(at).toISOString()]
    // R-b: tid, amount and time, and the secret key.
    const signature = createHash('sha256').update(`${tid}${amount}${ediDate}${secretKey}`).digest('hex')
    const notice = { resultCode: '0000', tid, orderId: 'MDLIVE1', status: 'paid', amount, ediDate, signature }
    return json(JSON.stringify(notice), {})
  },
})

function json(body: string, headers: Readonly<Record<string, string>>): RawWebhook {
  return { headers, body: Buffer.from(body), contentType: 'application/json' }
}
