/** What a hunt tells while it goes on, and how big its worlds are. */

/** Told when a world begins, and of one that broke promises again, with those and how the first was broken. */
export interface Report {
  readonly seed: number
  /** Of all worlds so far, this one with them. */
  readonly payments: number
  readonly broken: readonly string[]
  readonly detail: string
}

/** Simulated payments of one world, as in `sim/main.ts`. */
export const WORLD = 250
