/** Which payments the shop asked for, by browser: enough to list them, even where the session was lost. */
import { createBounded } from './bounded.ts'

export interface Receipt {
  readonly visitor: string
  readonly paymentId: string
  readonly roomId: string
  /** Milliseconds since 1970. */
  readonly at: number
}

export interface Receipts {
  add(receipt: Receipt): void
  ofVisitor(visitor: string, limit: number): readonly Receipt[]
}

const MAX_RECEIPTS = 2_000

export function createReceipts(): Receipts {
  const kept = createBounded<Receipt>(MAX_RECEIPTS)
  return {
    add: (receipt) => kept.set(receipt.paymentId, receipt),
    ofVisitor: (visitor, limit) =>
      kept
        .all()
        .filter((receipt) => receipt.visitor === visitor)
        .slice(0, limit),
  }
}
