/** The fixed credentials of the PortOne V2 simulator (design §9). None of them is secret: they open nothing real. */

export const PORTONE_V2_CREDENTIALS = {
  merchantId: 'merchant-maedeup',
  storeId: 'store-maedeup',
  channelKey: 'channel-key-maedeup',
  apiSecret: 'portone-v2-secret-maedeup',
  webhookSecret: `whsec_${Buffer.from('maedeup-webhook-secret-32-bytes!').toString('base64')}`,
} as const

/** The contract behind the channel: a PG whose code for a short balance the sheet knows (§14 item 13). */
export const CHANNEL = {
  id: 'channel-id-maedeup',
  key: PORTONE_V2_CREDENTIALS.channelKey,
  name: 'Maedeup 샌드박스',
  pgProvider: 'KCP_V2',
  pgMerchantId: 'A0000',
} as const
