/** Seeded pseudo-random numbers: the same seed gives the same run. Nothing secret may come from here. */

export interface Random {
  /** A number in [0, 1). */
  next(): number
  digits(count: number): string
  /** Upper-case hexadecimal digits. */
  hex(count: number): string
}

/** The mulberry32 generator; one stream per `label`, so that drawing from one does not shift another. */
export function createRandom(seed: number, label: string): Random {
  let state = labelled(seed, label)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const draw = (count: number, base: 10 | 16): string =>
    Array.from({ length: count }, () => Math.floor(next() * base).toString(base)).join('')
  return { next, digits: (count) => draw(count, 10), hex: (count) => draw(count, 16).toUpperCase() }
}

/** FNV-1a over the label, mixed with both halves of the seed. */
function labelled(seed: number, label: string): number {
  let hash = 0x811c9dc5 ^ (seed >>> 0) ^ Math.floor(seed / 4_294_967_296)
  for (const char of label) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return hash | 0
}
