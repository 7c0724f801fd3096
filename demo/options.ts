/** What the shop is given from outside; nothing in it reads a clock, randomness or the environment by itself. */

export interface ShopOptions {
  /** 0 takes a free one. */
  readonly port: number
  /** Default `localhost`: 127.0.0.1 and ::1. */
  readonly host?: string
  /** Where the shop's server reaches Maedeup's HTTP API. */
  readonly maedeupUrl: string
  /** Where buyers reach Maedeup's hosted checkout page, if that is another origin. Default: as `maedeupUrl`. */
  readonly checkoutOrigin?: string
  readonly apiKey: string
  /** The channels that the guest may choose from, at least one; the first is the default. */
  readonly channels: readonly string[]
  /** The sandbox's control API, to show the PG's own books; null where there is no sandbox. */
  readonly sandboxControlUrl: string | null
  /** How long the shop gives itself to record a reservation, ISO-8601. Default `PT20S`: short, to be watched. */
  readonly orderWithin?: string
  /** How buyers reach the shop. Default: the loopback address that they used, with the port that was taken. */
  readonly shopUrl?: string
  readonly clock: Clock
  readonly random: Random
  /** Default: silent. Never gets names, phone numbers or keys. */
  readonly log?: Log
}

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
}

export interface Random {
  /** Cryptographically strong bytes. */
  bytes(count: number): Uint8Array
}

/** The part of a pino logger that the shop uses. */
export interface Log {
  warn(data: object, message: string): void
  error(data: object, message: string): void
}

export const SILENT: Log = { warn: () => {}, error: () => {} }

export const DEFAULT_ORDER_WITHIN = 'PT20S'
