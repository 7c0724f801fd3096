/** Judges orders by the provider's books and by what the merchant was told; our own database is not believed. */
import type { BookRow } from '../test/world.ts'
import { AMOUNT, type Life, PART, type Shop } from './shop.ts'

/** A row of the books, with the money that really arrived. */
type Row = BookRow & { readonly paidAmount: number }

/** Sentences about what is wrong; empty where every promise was kept. */
export async function judge(shop: Shop, lives: readonly Life[]): Promise<string[]> {
  const books = new Map<string, Row[]>()
  for (const channel of new Set(lives.map((one) => one.channel))) {
    const { body } = await shop.control('GET', `/control/books?provider=${channel}`)
    for (const row of body as Row[]) {
      const name = `${channel} ${row.orderId}`
      books.set(name, [...(books.get(name) ?? []), row])
    }
  }
  const found: string[] = []
  for (const one of lives) {
    const { status, body: view } = await shop.call('GET', `/v1/payments/${one.paymentId}`)
    const rows = books.get(`${one.channel} ${one.providerOrderId}`) ?? []
    const wrong = status === 200 ? wrongs(one, rows, view) : [`is lost: ${status}`]
    found.push(...wrong.map((what) => `${one.orderId} (${one.kind}, ${one.channel}, ${view?.state}) ${what}`))
  }
  return found
}

// biome-ignore lint/suspicious/noExplicitAny: a documented JSON answer.
function wrongs(one: Life, rows: readonly Row[], view: any): string[] {
  const found: string[] = []
  const must = (holds: boolean, what: string) => void (holds || found.push(what))
  const paid = rows.reduce((sum, row) => sum + row.paidAmount, 0)
  const back = rows.reduce((sum, row) => sum + row.cancelledAmount, 0)
  const cancels = rows.flatMap((row) => row.cancels).filter(({ amount }) => amount > 0)
  const wanted = wantedBack(one, paid)
  must(back <= paid, `gave back ${back} of ${paid}`)
  must(rows.filter(({ paidAmount }) => paidAmount > 0).length <= 1, 'was charged twice')
  must(back === wanted.amount, `gave back ${back} of ${paid}, to be given back: ${wanted.amount}`)
  must(cancels.length === wanted.times, `has ${cancels.length} cancels, asked for: ${wanted.times}`)
  must(view.hold == null, `waits for a person: ${JSON.stringify(view.hold)}`)
  must(view.paidAmount === paid, `says ${view.paidAmount} paid, the books ${paid}`)
  must(view.cancelledAmount === back, `says ${view.cancelledAmount} cancelled, the books ${back}`)
  must(!OPEN.has(view.state), 'is not settled')
  const open = (view.cancellations as { state: string }[]).filter(({ state }) => OPEN.has(state))
  must(open.length === 0, `has ${open.length} open cancellations`)
  if (one.confirmed && one.kind !== 'dropped' && paid > 0)
    must(view.order?.ref === `R-${one.orderId}`, 'forgot its order')
  for (const { key, ids } of one.refunds) must(ids.size <= 1, `answered ${key} with ${ids.size} cancellations`)
  return found
}

const OPEN: ReadonlySet<string> = new Set(['ready', 'approving', 'queued', 'sending', 'accepted', 'unknown'])

function wantedBack(one: Life, paid: number): { amount: number; times: number } {
  if (paid === 0) return { amount: 0, times: 0 }
  if (!one.confirmed || one.kind === 'dropped') return { amount: AMOUNT, times: 1 }
  const asked = one.refunds.filter(({ ids }) => ids.size > 0)
  if (asked.length > 0) return { amount: asked.reduce((sum, { amount }) => sum + amount, 0), times: asked.length }
  return one.kind === 'staff' ? { amount: PART, times: 1 } : { amount: 0, times: 0 }
}
