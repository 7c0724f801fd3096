/** The fixed credentials of the simulated Toss shop, for tests only (design §9). */
export const TOSSPAYMENTS_CREDENTIALS = {
  clientKey: 'test_ck_maedeup',
  secretKey: 'test_sk_maedeup',
} as const

/** At most 14 characters (fact sheet tosspayments §3). */
export const M_ID = 'maedeup'

/** The second pair only differs in ignoring the error header that test keys obey (§10). */
export const SECRET_KEYS: readonly string[] = [TOSSPAYMENTS_CREDENTIALS.secretKey, 'live_sk_maedeup']
export const CLIENT_KEYS: readonly string[] = [TOSSPAYMENTS_CREDENTIALS.clientKey, 'live_ck_maedeup']
