/** Makes chance out of a seed: the same seed and names give the same rolls, whatever else is rolled. */

export interface Dice {
  /** In [0, 1). */
  fraction(): number
  /** A whole number in [0, n). */
  below(n: number): number
  /** A whole number in [from, to]. */
  between(from: number, to: number): number
  chance(share: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** One of the names, each as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name
}

/** A stream of its own for each list of names: leaving one payment out changes no other's luck. */
export function diceOf(seed: number, ...names: readonly (string | number)[]): Dice {
  let state = names.reduce<number>((sum, name) => mixed(sum, `${name}`), mixed(0x9e3779b9, `${seed}`))
  const fraction = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (n: number): number => Math.floor(fraction() * n)
  return {
    fraction,
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (share) => fraction() < share,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    weighted: (weights) => pickWeighted(weights, fraction()),
  }
}

function pickWeighted<Name extends string>(weights: Readonly<Record<Name, number>>, roll: number): Name {
  const entries = Object.entries(weights) as [Name, number][]
  let left = roll * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [name, weight] of entries) {
    left -= weight
    if (left < 0) return name
  }
  const [last] = entries.at(-1) ?? []
  if (last === undefined) throw new Error('nothing to pick from')
  return last
}

/** FNV-1a, and a last stir so that neighbours differ in every bit. */
function mixed(start: number, text: string): number {
  let hash = start ^ 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}
