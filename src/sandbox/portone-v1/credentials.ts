/** The fixed credentials of the simulated PortOne V1 store (design §9). None of them is secret. */
export const PORTONE_V1_CREDENTIALS = {
  userCode: 'imp00000000',
  impKey: 'imp_maedeup',
  impSecret: 'imp_secret_maedeup',
  /** Takes real money, as far as the sandbox goes. */
  channelKey: 'channel-key-maedeup',
  /** A test channel: what is paid through it carries `sandbox: true` (§5.1). */
  testChannelKey: 'channel-key-maedeup-test',
} as const
