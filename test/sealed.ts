/** Payments with everything that is sealed at rest, and how a test reads the sealed bytes themselves. */
import type pg from 'pg'
import type { RefundAccount } from '../src/core/account/account.ts'
import type { CancellationId, PaymentId } from '../src/core/ids.ts'
import { amount } from '../src/core/money.ts'
import type { PaymentFile } from '../src/core/payment/payment.ts'
import { after, type Instant } from '../src/core/time.ts'
import type { Store } from '../src/ports/store.ts'
import { PLACES } from '../src/store/postgres/reseal.ts'
import type { Vault } from '../src/store/vault.ts'
import { cancellationId, NOON, paid, paymentId, TOTAL, withPayment, withRefund } from './core.ts'

/** Numbers that must be found in no dump. */
export const CANARY: RefundAccount = {
  bank: 'SHINHAN',
  number: '56211105948400',
  holder: '카나리아',
  phone: '01098765432',
}

/** Each a millisecond after the one before. */
export const sealedPayment = (n: number): PaymentId => paymentId(1, after(NOON, n))
const sealedRefund = (n: number): CancellationId => cancellationId(1, after(NOON, n))

/** A paid payment whose refund of everything waits in the queue with the buyer's account. */
function withSealed(n: number): PaymentFile {
  const id = sealedPayment(n)
  const { payment } = paid()
  const account = {
    bank: null,
    number: CANARY.number,
    holder: null,
    expiresAt: NOON,
    issuedAt: NOON,
    cashReceipt: null,
  }
  const file = withPayment(paid(), {
    id,
    version: 1,
    orderId: `SEALED${n}`,
    providerOrderId: `SEALED${n}`,
    providerRef: `ref-${n}`,
    virtualAccount: { by: 'api', ...account },
    depositNotice: { ref: `ref-${n}`, orderNumber: null, account: CANARY.number, amount: TOTAL, at: NOON },
    amounts: { ...payment.amounts, inFlight: amount(0) },
  })
  const { cancellations, ...rest } = withRefund(file, TOTAL, sealedRefund(n))
  const shown = { bank: CANARY.bank, number: '**********8400' }
  return {
    ...rest,
    cancellations: cancellations.map((one) => ({ ...one, refundAccount: CANARY, shownAccount: shown })),
  }
}

/** Stores it as it is; `change` says how the refund stands. */
export async function keepSealed(
  store: Store,
  n: number,
  change: { state?: PaymentFile['cancellations'][number]['state']; settledAt?: Instant | null } = {},
): Promise<void> {
  const { payment, cancellations } = withSealed(n)
  const file = { payment, cancellations: cancellations.map((one) => ({ ...one, ...change })) }
  const written = await store.insert({ file, timeline: [], at: NOON, fingerprint: `f-${n}`, supersede: null })
  if (written !== 'saved') throw new Error(written)
}

interface SealedValue {
  readonly place: string
  readonly bytes: Buffer
  readonly context: string
}

/** Every sealed value of the database, with what is authenticated with it. */
export async function sealedValues(sql: pg.Client): Promise<SealedValue[]> {
  const found: SealedValue[] = []
  for (const { table, key, owner, contexts } of PLACES) {
    for (const [column, contextOf] of Object.entries(contexts)) {
      const { rows } = await sql.query<{ key: string; owner: string; bytes: Buffer }>(
        `select ${key} as key, ${owner} as owner, ${column} as bytes from ${table} where ${column} is not null`,
      )
      found.push(
        ...rows.map((row) => ({ place: `${table}.${column} ${row.key}`, ...row, context: contextOf(row.owner) })),
      )
    }
  }
  return found
}

/** Which of them the vault opens. */
export const openedBy = (vault: Vault, values: readonly SealedValue[]): string[] =>
  values.filter(({ bytes, context }) => opens(vault, bytes, context)).map(({ place }) => place)

function opens(vault: Vault, bytes: Buffer, context: string): boolean {
  try {
    vault.open(bytes, context)
    return true
  } catch {
    return false
  }
}
