/** Runs worlds one after the other, adds up what they met, and finds the smallest part of one that still fails. */
import { CALL_CELLS, CANCELLATION_CELLS, PAYMENT_CELLS } from './coverage.ts'
import { runWorld, type World, type WorldOptions } from './world.ts'

export type Counts = Record<string, number>

export interface Failure {
  readonly seed: number
  readonly payments: number
  readonly promise: string
  readonly detail: string
  readonly plan: number | null
  /** How many violations the world had. */
  readonly among: number
}

/** What is left of a world when it is over. */
export interface Outcome {
  readonly seed: number
  readonly hash: string
  readonly payments: number
  readonly refundAttempts: number
  readonly happened: number
  readonly crashes: number
  readonly failure: Failure | null
  readonly cells: { readonly payments: Counts; readonly cancellations: Counts; readonly calls: Counts }
}

export async function runSeed(options: WorldOptions): Promise<Outcome> {
  const world = await runWorld(options)
  return {
    seed: options.seed,
    hash: world.witness.hash(),
    payments: options.only?.length ?? options.payments,
    refundAttempts: world.scene.ledger.refundAttempts,
    happened: world.happened,
    crashes: world.service.crashes(),
    failure: failureOf(options, world),
    cells: {
      payments: Object.fromEntries(world.coverage.payments),
      cancellations: Object.fromEntries(world.coverage.cancellations),
      calls: Object.fromEntries(world.coverage.calls),
    },
  }
}

function failureOf({ seed, payments }: WorldOptions, { violations }: World): Failure | null {
  const [first] = violations
  return first === undefined ? null : { seed, payments, ...first, among: violations.length }
}

/** So many runs are worth a smaller story; after that the whole world has to do. */
const MOST_RUNS = 60

/** The same seed with fewer payments, as long as it still breaks a promise: the one alone, else by halves. */
export async function shrink(
  { seed, payments, plan, promise }: Failure,
  fails = async (only: readonly number[]) => (await runSeed({ seed, payments, only })).failure?.promise === promise,
): Promise<readonly number[] | null> {
  if (plan !== null && (await fails([plan]))) return [plan]
  let kept = Array.from({ length: payments }, (_, index) => index)
  let runs = 0
  for (let size = Math.ceil(payments / 2); runs < MOST_RUNS; size = Math.ceil(size / 2)) {
    for (let at = 0; at < kept.length && runs < MOST_RUNS; ) {
      const less = [...kept.slice(0, at), ...kept.slice(at + size)]
      runs += 1
      if (less.length > 0 && (await fails(less))) kept = less
      else at += size
    }
    if (size === 1) break
  }
  return kept.length < payments ? kept : null
}

export function addCounts(into: Counts, more: Counts): void {
  for (const [cell, count] of Object.entries(more)) into[cell] = (into[cell] ?? 0) + count
}

/** `name: hit of all (missing …)`, for each table. */
export function coverageLines(cells: Outcome['cells']): string[] {
  const calls: Counts = {}
  for (const [cell, count] of Object.entries(cells.calls)) {
    addCounts(calls, { [cell.split(' ').slice(0, 2).join(' ')]: count })
  }
  return [
    lineOf('payment moves', PAYMENT_CELLS, cells.payments),
    lineOf('cancellation moves', CANCELLATION_CELLS, cells.cancellations),
    lineOf('outcome × operation', CALL_CELLS, calls),
  ]
}

function lineOf(name: string, all: readonly string[], hit: Counts): string {
  const missing = all.filter((cell) => (hit[cell] ?? 0) === 0)
  const rest = missing.length === 0 ? '' : ` (never: ${missing.join(', ')})`
  return `${name}: ${all.length - missing.length} of ${all.length}${rest}`
}
