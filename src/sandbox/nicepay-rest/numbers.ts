/** The numbers that the REST simulator gives out: tids, tokens, and the count of all movements of money. */
import { after, type Instant, kstStamp, MINUTE_MS } from '../../core/time.ts'
import type { SimulatorHost } from '../simulator.ts'
import { PAY_METHODS, type PayMethod } from './codes.ts'

export interface Token {
  readonly text: string
  readonly expiresAt: Instant
}

export interface TidRequest {
  readonly method: PayMethod
  /** 01 a payment, 10 a partial cancel (§10). */
  readonly media: '01' | '10'
  readonly shop: keyof typeof SHOP_IDS
}

export interface Numbers {
  newTid(request: TidRequest): string
  newAuthToken(): string
  /** Counts the movements of money of the shop, for the list of transactions. */
  newSequence(): number
  /** The same token while it is valid, then a new one (§15). */
  token(): Token
  reset(): void
}

/** Four digits distinguish the tids of one second (§10). */
const TIDS_PER_SECOND = 10_000
/** Ten characters of the shop id; the sandbox of NICEPAY gives out tids that begin with UT (§18 trap 26). */
const SHOP_IDS = { live: 'maedeup00m', sandbox: 'UTmaedeupm' } as const
const TOKEN_LIFE_MS = 30 * MINUTE_MS

export function createNumbers({ clock, random }: SimulatorHost): Numbers {
  let token: Token | null = null
  let sequence = 0
  // Survives a reset: a tid must not come twice, for a merchant may keep its books while ours are emptied.
  let tidCount = 0
  return {
    newTid({ method, media, shop }) {
      tidCount += 1
      const count = String(tidCount % TIDS_PER_SECOND).padStart(4, '0')
      return `${SHOP_IDS[shop]}${PAY_METHODS[method].tidPart}${media}${kstStamp(clock.now()).slice(2)}${count}`
    },
    newAuthToken: () => `NICETOKN${random().hex(32)}`,
    newSequence: () => {
      sequence += 1
      return sequence
    },
    token() {
      if (token === null || token.expiresAt <= clock.now())
        token = { text: random().hex(40).toLowerCase(), expiresAt: after(clock.now(), TOKEN_LIFE_MS) }
      return token
    },
    reset() {
      token = null
      sequence = 0
    },
  }
}
