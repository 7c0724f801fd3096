/** A merchant's client of Maedeup's HTTP API: `tie` is the one call that most shops need. */

/** A payment as the API shows it; the fields that a shop decides by (the full list is in `/openapi.json`). */
export interface PaymentView {
  readonly id: string
  readonly orderId: string
  readonly state: string
  readonly currency: string
  /** Minor units, like every amount. */
  readonly amount: number
  readonly paidAmount: number
  readonly order: { readonly ref: string; readonly recordedAt: string } | null
  readonly orderDueAt: string | null
  readonly checkoutUrl?: string
}

/** What the API answered, or that it did not. `unknown` is never "no": ask again. */
export type ApiResult =
  | { readonly kind: 'ok'; readonly status: number; readonly payment: PaymentView }
  | { readonly kind: 'refused'; readonly status: number; readonly code: string; readonly detail: string }
  | { readonly kind: 'unknown'; readonly why: string }

/** The merchant's side of {@link MaedeupClient.tie}. */
export interface PendingOrder {
  /** The order's number, already written down as *pending*. */
  readonly ref: string
  /** What the order costs, in minor units; compared with what was paid before anything is recorded. */
  readonly amount?: number
  /** Makes the order final. Called only after Maedeup tied it. */
  confirm(): Promise<void>
  /** Lets the order go. Called only when Maedeup certainly will not tie it. */
  drop(code: string): Promise<void>
}

export type TieResult =
  | { readonly kind: 'confirmed'; readonly payment: PaymentView }
  /** Tied to a virtual account without its deposit yet: keep the order pending, and `tie` again once it is paid. */
  | { readonly kind: 'awaiting_deposit'; readonly payment: PaymentView }
  | { readonly kind: 'dropped'; readonly code: string }
  /** No clear answer in time: the order stays pending; call `tie` again, it can never harm. */
  | { readonly kind: 'pending'; readonly why: string }

export interface ClientOptions {
  /** `https://pay.example.com`, without a trailing slash. */
  readonly url: string
  readonly apiKey: string
  /** One request, ms. Default 12 s: Maedeup answers within 10 s. */
  readonly timeoutMs?: number
  /** How often `tie` asks before it answers `pending`. Default 4, with 1, 2 and 4 s between. */
  readonly tries?: number
}

export interface MaedeupClient {
  /** `POST /v1/payments`; `body` as in the API docs. */
  register(body: object): Promise<ApiResult>
  get(paymentId: string): Promise<ApiResult>
  recordOrder(paymentId: string, order: { ref: string; amount?: number }): Promise<ApiResult>
  dropOrder(paymentId: string, reason: string): Promise<ApiResult>
  /**
   * The success recipe: write the order down as pending, record it at Maedeup, confirm on 200 (paid), drop on a final
   * 409. Goods never leave before the deposit: a tie to an account that waits for it does not confirm.
   * `createOrder` is called once and must be repeatable (the same payment gives the same order).
   */
  tie(paymentId: string, createOrder: () => Promise<PendingOrder>): Promise<TieResult>
}

const DEFAULT_TIMEOUT_MS = 12_000
const DEFAULT_TRIES = 4
const FIRST_WAIT_MS = 1_000

export function createClient(options: ClientOptions): MaedeupClient {
  const call = caller(options)
  const recordOrder: MaedeupClient['recordOrder'] = (id, order) => call('PUT', `/v1/payments/${id}/order`, order)
  return {
    register: (body) => call('POST', '/v1/payments', body),
    get: (id) => call('GET', `/v1/payments/${id}`),
    recordOrder,
    dropOrder: (id, reason) => call('DELETE', `/v1/payments/${id}/order`, { reason }),
    tie: async (id, createOrder) => {
      const order = await createOrder()
      const result = await askUntilClear(() => recordOrder(id, toTie(order)), options.tries ?? DEFAULT_TRIES)
      if (result.kind === 'ok' && result.payment.state === 'awaiting_deposit') {
        return { kind: 'awaiting_deposit', payment: result.payment }
      }
      if (result.kind === 'ok') {
        await order.confirm()
        return { kind: 'confirmed', payment: result.payment }
      }
      if (result.kind === 'unknown') return { kind: 'pending', why: result.why }
      if (!isFinal(result)) return { kind: 'pending', why: result.code }
      await order.drop(result.code)
      return { kind: 'dropped', code: result.code }
    },
  }
}

const toTie = ({ ref, amount }: PendingOrder) => (amount === undefined ? { ref } : { ref, amount })

/** This payment will never carry this order. Our own mistakes (401, 422) and "not paid yet" are no such answer. */
const isFinal = ({ status, code }: { status: number; code: string }): boolean =>
  status === 404 || (status === 409 && code !== 'MD_NOT_PAID_YET')

async function askUntilClear(ask: () => Promise<ApiResult>, tries: number): Promise<ApiResult> {
  let result = await ask()
  for (let tried = 1; tried < tries && isUnclear(result); tried += 1) {
    await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** (tried - 1)))
    result = await ask()
  }
  return result
}

const isUnclear = (result: ApiResult): boolean =>
  result.kind === 'unknown' || (result.kind === 'refused' && result.code === 'MD_NOT_PAID_YET')

function caller({ url, apiKey, timeoutMs = DEFAULT_TIMEOUT_MS }: ClientOptions) {
  return async (method: string, path: string, body?: object): Promise<ApiResult> => {
    try {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      return toResult(answer.status, JSON.parse(await answer.text()))
    } catch (error) {
      return { kind: 'unknown', why: `${error}` }
    }
  }
}

function toResult(status: number, body: unknown): ApiResult {
  if (status < 300) return { kind: 'ok', status, payment: body as PaymentView }
  const { code, detail } = body as { code?: unknown; detail?: unknown }
  if (status >= 500 || status === 429 || typeof code !== 'string') return { kind: 'unknown', why: `HTTP ${status}` }
  return { kind: 'refused', status, code, detail: typeof detail === 'string' ? detail : '' }
}
