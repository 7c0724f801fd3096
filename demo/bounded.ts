/** A map that never grows beyond its limit: the oldest entry makes room. */

export interface Bounded<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
  /** Newest first. */
  all(): readonly Value[]
}

export function createBounded<Value>(limit: number): Bounded<Value> {
  const kept = new Map<string, Value>()
  return {
    get: (key) => kept.get(key),
    set: (key, value) => {
      kept.set(key, value)
      const oldest = kept.keys().next()
      if (kept.size > limit && oldest.done !== true) kept.delete(oldest.value)
    },
    delete: (key) => {
      kept.delete(key)
    },
    all: () => [...kept.values()].reverse(),
  }
}
