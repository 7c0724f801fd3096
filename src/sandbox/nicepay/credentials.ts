/** The published sample credentials of NICEPAY, which are for tests only (fact sheet nicepay §11). */
export const NICEPAY_CREDENTIALS = {
  mid: 'nicepay00m',
  merchantKey: 'EYzu8jGGMfqaDEp76gSckuvnaHHu+bC4opsSN6lHv3b2lurNYkVXrZ7Z1AoqQnXI3eLuaUFyoRNC6FkrzVjceg==',
} as const
