/** A merchant for tests of the sandbox: it signs and encodes by hand, sharing no wire code with the simulator. */
import { createHash } from 'node:crypto'
import iconv from 'iconv-lite'
import { SANDBOX_CREDENTIALS, type Sandbox, startSandbox } from './index.ts'
import type { Book } from './simulator.ts'

export type Texts = Readonly<Record<string, string>>

export interface Reply {
  readonly status: number
  readonly bytes: Buffer
  /** The parsed JSON body; empty when it is none. */
  readonly fields: Texts
}

export interface Merchant {
  readonly sandbox: Sandbox
  readonly control: (method: string, path: string, body?: unknown) => Promise<{ status: number; json: unknown }>
  /** A buyer authenticates; answers what the window brings back. */
  readonly authenticate: (buyer?: object) => Promise<Texts>
  readonly approve: (auth: Texts, changes?: Texts) => Promise<Reply>
  readonly netCancel: (auth: Texts, changes?: Texts) => Promise<Reply>
  readonly cancel: (tid: string, changes?: Texts) => Promise<Reply>
  readonly inquire: (tid: string, changes?: Texts) => Promise<Reply>
  readonly issue: (tid: string, changes?: Texts) => Promise<Reply>
  /** An approved payment of 1,000 won, ready to be cancelled. */
  readonly paid: (buyer?: object) => Promise<Texts>
  readonly book: (tid: string) => Promise<Book>
  readonly fault: (fault: object) => Promise<{ status: number; json: unknown }>
  readonly switches: (patch: object) => Promise<{ status: number; json: unknown }>
  readonly advance: (advanceMs: number) => Promise<unknown>
}

const { mid: MID, merchantKey: KEY } = SANDBOX_CREDENTIALS.nicepay

/** Hashed in the order given, key last. */
export const hash = (...parts: readonly string[]): string =>
  createHash('sha256')
    .update(`${parts.join('')}${KEY}`)
    .digest('hex')

/** Percent-escaped EUC-KR bytes, as a Korean shop sends them. */
const form = (fields: Texts): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${percent(value)}`)
    .join('&')

const percent = (value: string): string =>
  [...iconv.encode(value, 'euc-kr')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

export async function send(url: string, body: string): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=euc-kr', connection: 'close' },
    body,
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, bytes, fields: parsed(bytes) }
}

function parsed(bytes: Buffer): Texts {
  try {
    return JSON.parse(bytes.toString('utf8')) as Texts
  } catch {
    return {}
  }
}

const EDI_DATE = '20250521132500'
const COMMON = { MID, EdiDate: EDI_DATE, CharSet: 'utf-8', EdiType: 'JSON' }

/** Each call's fields, then the changes of the test, then the signature over what results, unless a test gives one. */
const signed = (fields: Texts, changes: Texts | undefined, order: readonly string[]): string => {
  const all: Texts = { ...fields, ...changes }
  return form({ SignData: hash(...order.map((name) => all[name] ?? '')), ...all })
}

export async function openMerchant(): Promise<Merchant> {
  const sandbox = await startSandbox({ controlPort: 0, seed: 7 })
  const at = (path: string): string => `${sandbox.urls.nicepay}${path}`
  const control: Merchant['control'] = async (method, path, body) => {
    const init =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${sandbox.controlUrl}${path}`, { method, ...init })
    return { status: response.status, json: await response.json() }
  }
  const authenticate: Merchant['authenticate'] = async (buyer) => {
    const body = { provider: 'nicepay', orderId: 'ORDER1', amount: 1000, ...buyer }
    return ((await control('POST', '/control/buyers', body)).json as { return: Texts }).return
  }
  const money = (auth: Texts): Texts => ({
    TID: auth.TxTid ?? '',
    AuthToken: auth.AuthToken ?? '',
    Amt: auth.Amt ?? '',
    ...COMMON,
  })
  const approve: Merchant['approve'] = (auth, changes) =>
    send(auth.NextAppURL ?? '', signed(money(auth), changes, ['AuthToken', 'MID', 'Amt', 'EdiDate']))
  return {
    sandbox,
    control,
    authenticate,
    approve,
    netCancel: (auth, changes) => {
      const fields = { ...money(auth), NetCancel: '1' }
      return send(auth.NetCancelURL ?? '', signed(fields, changes, ['AuthToken', 'MID', 'Amt', 'EdiDate']))
    },
    cancel: (tid, changes) => {
      const own = { TID: tid, Moid: 'CANCEL1', CancelAmt: '1000', CancelMsg: '고객요청', PartialCancelCode: '0' }
      return send(
        at('/webapi/cancel_process.jsp'),
        signed({ ...own, ...COMMON }, changes, ['MID', 'CancelAmt', 'EdiDate']),
      )
    },
    inquire: (tid, changes) =>
      send(at('/webapi/inquery/trans_status.jsp'), signed({ TID: tid, ...COMMON }, changes, ['TID', 'MID', 'EdiDate'])),
    issue: (tid, changes) => {
      const own = { TID: tid, Moid: 'ORDER1', Amt: '1000', GoodsName: '나이스상품', CashReceiptType: '0' }
      const fields = { ...own, BankCode: '088', VbankExpDate: '20991231', ...COMMON }
      return send(at('/webapi/get_vacount.jsp'), signed(fields, changes, ['MID', 'Amt', 'EdiDate', 'Moid']))
    },
    paid: async (buyer) => {
      const auth = await authenticate(buyer)
      await approve(auth)
      return auth
    },
    book: async (tid) => {
      const books = (await control('GET', '/control/books?provider=nicepay')).json as readonly Book[]
      const found = books.find(({ ref }) => ref === tid)
      if (found === undefined) throw new Error(`no book of ${tid}`)
      return found
    },
    fault: (fault) => control('POST', '/control/faults', { provider: 'nicepay', ...fault }),
    switches: (patch) => control('POST', '/control/switches', { provider: 'nicepay', ...patch }),
    advance: (advanceMs) => control('POST', '/control/clock', { advanceMs }),
  }
}
