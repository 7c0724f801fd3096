/** Reads NICEPAY's card codes, which both of its protocols share (nicepay §11). */

/** Brands in the place of a Korean issuer: VISA, MASTER, DINERS, AMEX, JCB and 은련, so the card was issued abroad. */
const OVERSEAS: ReadonlySet<string> = new Set(['25', '26', '27', '28', '29', '34'])

/** 국민, 하나 (formerly 외환), 삼성, 신한, 현대 and 하나: their points come back in parts (cancel-policies, card-09). */
export const OF_FIVE_ISSUERS: ReadonlySet<string> = new Set(['02', '03', '04', '06', '07', '16'])

export const isOverseas = (code: string | null | undefined): boolean => OVERSEAS.has(code ?? '')
