/** The made-up key pair of the simulated REST shop: a live key of the server-approval kind (fact sheet nicepay §15). */
export const NICEPAY_REST_CREDENTIALS = {
  clientKey: 'R2_maedeup',
  secretKey: 'maedeup_rest_secret',
} as const
