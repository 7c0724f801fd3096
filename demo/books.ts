/** The PG's side, from the sandbox: its own books, and a buyer at a bank. No merchant has this file. */
import { z } from 'zod'
import { fetchJson } from './fetch-json.ts'
import type { Payment } from './maedeup.ts'

const bookSchema = z.object({
  ref: z.string(),
  orderId: z.string(),
  amount: z.number(),
  state: z.string(),
  paidAmount: z.number().optional(),
  cancelledAmount: z.number(),
  cancels: z.array(z.object({ amount: z.number(), at: z.string() })),
})
export type Book = z.infer<typeof bookSchema>

/** `missing`: the PG has no such transaction. `unreachable`: there is no telling. */
export type Looked = { readonly kind: 'found'; readonly book: Book } | { readonly kind: 'missing' | 'unreachable' }

export interface Books {
  find(payment: Payment): Promise<Looked>
  /** The buyer transfers all of it to the payment's virtual account; false where no bank would take that. */
  deposit(payment: Payment): Promise<boolean>
}

export function createBooks(controlUrl: string): Books {
  const base = controlUrl.replace(/\/$/, '')
  return {
    find: async ({ provider, providerRef, providerOrderId }) => {
      const url = `${base}/control/books?provider=${encodeURIComponent(provider)}`
      const fetched = await fetchJson({ method: 'GET', url })
      const read = fetched.kind === 'answer' ? z.array(bookSchema).safeParse(fetched.json) : null
      if (read === null || !read.success) return { kind: 'unreachable' }
      // An order may have several transactions at the PG; the reference says which one is this payment's.
      const book =
        read.data.find(({ ref }) => ref === providerRef) ??
        read.data.findLast(({ orderId }) => orderId === providerOrderId)
      return book === undefined ? { kind: 'missing' } : { kind: 'found', book }
    },
    deposit: async ({ provider, virtualAccount, amount }) => {
      const body = { provider, account: virtualAccount?.number ?? '', amount }
      const fetched = await fetchJson({ method: 'POST', url: `${base}/control/deposits`, body })
      return fetched.kind === 'answer' && fetched.status === 200
    },
  }
}

/** Money that arrived at the PG, in won. */
export const paidOf = (book: Book): number => book.paidAmount ?? book.amount

/** Whether both sides tell the same story about the money. */
export function booksAgree(payment: Payment, looked: Looked): boolean {
  switch (looked.kind) {
    case 'found':
      return payment.paidAmount === paidOf(looked.book) && payment.cancelledAmount === looked.book.cancelledAmount
    case 'missing':
      return payment.paidAmount === 0
    case 'unreachable':
      return false
  }
}
