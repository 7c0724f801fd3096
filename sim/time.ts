/** Virtual time: one thing happens after the other, and whoever waits is woken in the order of the clock. */
import { type Instant, instant } from '../src/core/time.ts'
import { createHeap } from '../src/store/memory/heap.ts'

export interface Time {
  now(): Instant
  /** Runs it `ms` from now; what it starts may go on for as long as it likes. */
  later(ms: number, run: () => void): void
  sleep(ms: number): Promise<void>
  /** Lets time pass until nothing is planned, or `until` is reached, or too much happened. How many things did. */
  run(until: number): Promise<number>
}

/** Eighty things a payment are usual, some 20,000 a world. Where something goes round without end this ends it. */
const MOST_THINGS = 500_000

export function createTime(start: Instant): Time {
  const planned = createHeap<() => void>()
  let now: number = start
  const later: Time['later'] = (ms, run) => planned.push(now + Math.max(0, Math.round(ms)), run)
  return {
    now: () => instant(now),
    later,
    sleep: (ms) => new Promise((resolve) => later(ms, resolve)),
    run: async (until) => {
      let happened = 0
      for (let next = planned.peek(); next !== undefined && next.key <= until; next = planned.peek()) {
        if (happened >= MOST_THINGS) break
        planned.pop()
        now = Math.max(now, next.key)
        next.item()
        happened += 1
        await everybodyWaits()
      }
      return happened
    },
  }
}

/** Nothing here does I/O, so that when the microtasks are through everybody waits for the clock. */
const everybodyWaits = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
