/** Randomness as the engine is given it. */

export interface Random {
  /** Cryptographically strong bytes. */
  bytes(count: number): Uint8Array
  /** A number in [0, 1) for jitter; need not be strong. */
  fraction(): number
}
