/** Reads payments with everything that is decided together with them. */
import type { PaymentId } from '../../core/ids.ts'
import type { PaymentFile } from '../../core/payment/payment.ts'
import type { StoredEvent } from '../../ports/event.ts'
import type { PaymentQuery, ProviderReference, Store } from '../../ports/store.ts'
import { type Data, nameOf } from './data.ts'

export const paymentsOf = (data: Data) =>
  ({
    load: async (id) => data.payments.get(id)?.file ?? null,
    paymentOfCancellation: async (id) => data.byCancellation.get(id) ?? null,
    cancellationOfKey: async (key) => data.byKey.get(key) ?? null,
    paymentOfReference: async (channel, reference) => paymentOfReference(data, channel, reference),
    attemptsOf: async (orderId) => {
      const row = data.payments.get(data.attempts.get(orderId)?.at(-1) ?? ('' as PaymentId))
      return { latest: row === undefined ? null : { file: row.file, fingerprint: row.fingerprint } }
    },
    nextSerial: async () => {
      data.serial += 1
      return data.serial
    },
    list: async (query) => list(data, query),
    timeline: async (id, { after, limit }): Promise<readonly StoredEvent[]> =>
      (data.payments.get(id)?.events ?? []).filter(({ seq }) => seq > after).slice(0, limit),
    recordCall: async (call) => {
      data.calls.push(call)
    },
  }) satisfies Partial<Store>

function paymentOfReference(data: Data, channel: string, { ref, orderNumber }: ProviderReference): PaymentId | null {
  const byRef = ref === null ? undefined : data.byRef.get(nameOf(channel, ref))
  if (byRef !== undefined) return byRef
  if (orderNumber === null) return null
  const ids = data.byOrderNumber.get(nameOf(channel, orderNumber)) ?? []
  return ids.reduce<PaymentId | null>((newest, id) => (newest === null || id > newest ? id : newest), null)
}

/** Newest first: ids sort by the time they were made. */
function list(data: Data, query: PaymentQuery): readonly PaymentFile[] {
  const files = [...data.payments.values()].map(({ file }) => file).filter((file) => matches(data, file, query))
  files.sort((a, b) => (a.payment.id < b.payment.id ? 1 : -1))
  return files.slice(0, query.limit)
}

function matches(data: Data, { payment }: PaymentFile, query: PaymentQuery): boolean {
  const { cursor, orderId, providerRef, state, channel, from, to, attention } = query
  return (
    (cursor === undefined || payment.id < cursor) &&
    (orderId === undefined || payment.orderId === orderId) &&
    (providerRef === undefined || payment.providerRef === providerRef) &&
    (state === undefined || payment.state === state) &&
    (channel === undefined || payment.channel === channel) &&
    (from === undefined || payment.createdAt >= from) &&
    (to === undefined || payment.createdAt < to) &&
    (attention === undefined ||
      (attention === 'needs_operator'
        ? payment.hold !== null
        : payment.hold === null && data.attention.get(payment.id)?.entry.reason === attention))
  )
}
