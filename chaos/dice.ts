/** Chance that repeats itself: the same seed, the same plan. What real processes make of it is their own. */

/** A fraction from 0 up to, not including, 1 (mulberry32). */
export type Dice = () => number

export function createDice(seed: number): Dice {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const pick = <One>(dice: Dice, from: readonly One[]): One => from[Math.floor(dice() * from.length)] as One
