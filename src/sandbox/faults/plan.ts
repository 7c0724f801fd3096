/** The faults that are planned for one provider: which of them hits the next call, and how often each still will. */
import type { Random } from '../random.ts'
import type { FaultName, Operation } from './catalogue.ts'

export interface FaultRequest {
  readonly operation: Operation
  readonly fault: FaultName
  /** How many calls it hits; without it, every call until it is deleted. */
  readonly times?: number | undefined
  /** The share of calls that it hits, 0–1; without it, 1. */
  readonly rate?: number | undefined
  readonly delayMs?: number | undefined
  /** For `refuse_connection`: only the first data centre refuses (fact sheet nicepay §19 item 11 j). */
  readonly only?: 'dc1' | undefined
}

export interface Fault {
  readonly id: number
  readonly operation: Operation
  readonly fault: FaultName
  readonly times: number | null
  /** Null means until deleted. */
  remaining: number | null
  readonly rate: number
  readonly delayMs: number | null
  readonly only: 'dc1' | null
}

export type FaultFilter = { readonly [Key in 'id' | 'operation' | 'fault']?: Fault[Key] | undefined }

export interface FaultPlan {
  add(request: FaultRequest): Fault
  /** Takes the fault that hits this call, if one does: at most one, the oldest first. */
  take(operation: Operation): Fault | null
  remove(filter: FaultFilter): readonly Fault[]
  list(): readonly Fault[]
}

export function createFaultPlan(random: Random): FaultPlan {
  let faults: Fault[] = []
  let lastId = 0
  return {
    add(request) {
      lastId += 1
      const times = request.times ?? null
      const fault: Fault = {
        id: lastId,
        operation: request.operation,
        fault: request.fault,
        times,
        remaining: times,
        rate: request.rate ?? 1,
        delayMs: request.delayMs ?? null,
        only: request.only ?? null,
      }
      faults.push(fault)
      return fault
    },
    take(operation) {
      const hit = faults.find((fault) => hits(fault, operation) && random.next() < fault.rate)
      if (hit === undefined) return null
      if (hit.remaining !== null) hit.remaining -= 1
      faults = faults.filter((fault) => fault.remaining !== 0)
      return { ...hit }
    },
    remove(filter) {
      const removed = faults.filter((fault) => matches(fault, filter))
      faults = faults.filter((fault) => !removed.includes(fault))
      return removed
    },
    list: () => faults.map((fault) => ({ ...fault })),
  }
}

/** The listener plays `refuse_connection`: a call that arrives was not refused. */
const hits = (fault: Fault, operation: Operation): boolean =>
  fault.operation === operation && fault.fault !== 'refuse_connection'

const matches = (fault: Fault, filter: FaultFilter): boolean =>
  (filter.id === undefined || filter.id === fault.id) &&
  (filter.operation === undefined || filter.operation === fault.operation) &&
  (filter.fault === undefined || filter.fault === fault.fault)
