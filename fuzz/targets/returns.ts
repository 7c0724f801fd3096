/** What a buyer's browser brings back: it can be approved only for this payment, for this amount, at known hosts. */
import type { Payment } from '../../src/core/payment/payment.ts'
import { readForm } from '../../src/http/form.ts'
import type { Provider, ReturnReading } from '../../src/ports/provider.ts'
import { channelsAt, NOWHERE, providerOf } from '../accounts.ts'
import { readGenuine, type Seed } from '../seed.ts'
import { type Judge, must, type Target } from '../target.ts'

export const returns: Target = { name: 'returns', mostMs: 50, open }

async function open(change?: (provider: Provider) => Provider): Promise<Judge> {
  const channels = channelsAt(NOWHERE, change)
  const genuine = readGenuine('returns').map(({ head, body }) => ({ fields: readForm(body), head }))
  const signed = new Set(genuine.map(({ fields, head }) => signedOf(fields, SIGNED[String(head.provider)] ?? [])))
  return {
    judge({ head, body }: Seed) {
      const payment = head.payment as Payment
      const provider = providerOf(channels, head.provider)
      const fields = readForm(body)
      const reading = provider.readReturn(payment, fields)
      must(JSON.stringify(provider.readReturn(payment, fields)) === JSON.stringify(reading), 'read twice, it differs')
      mustBeReading(reading)
      if (reading.kind !== 'approvable') return
      mustFit(reading, fields, payment)
      const names = SIGNED[String(head.provider)] ?? []
      must(names.length === 0 || signed.has(signedOf(fields, names)), 'approvable, and what was signed was changed')
    },
    async close() {},
  }
}

/** Kept on a timeline: as long as a line there is, and no longer. */
const MAX_CODE = 100
const MAX_MESSAGE = 500
const MAX_REF = 300

function mustBeReading(reading: ReturnReading): void {
  switch (reading.kind) {
    case 'approvable':
      must(reading.ref !== '' && reading.ref.length <= MAX_REF, 'a reference that is empty or endless')
      must(/^[0-9a-f]{64}$/.test(reading.fingerprint), 'a fingerprint that is none')
      return
    case 'abandoned':
      must(reading.code !== '' && reading.code.length <= MAX_CODE, 'a code that is empty or endless')
      must(reading.message.length <= MAX_MESSAGE, 'an endless message')
      must(!/\d{13}/.test(reading.message), 'a number like a card’s in a message that is kept')
      return
    case 'rejected':
      must(/^MD_RETURN_|^MD_METHOD_/.test(reading.error), `rejected with ${reading.error}`)
      must(reading.detail.length <= MAX_MESSAGE, 'an endless detail')
  }
}

/** Where each protocol names the order and the money; what it does not bring back is asked for at approval. */
const ORDER_FIELDS = ['Moid', 'orderId', 'merchant_uid', 'paymentId'] as const
const AMOUNT_FIELDS = ['Amt', 'amount'] as const

type Fields = Readonly<Record<string, string>>

function mustFit(reading: ReturnReading & { kind: 'approvable' }, fields: Fields, payment: Payment): void {
  const named = ORDER_FIELDS.map((name) => fields[name] ?? '').filter((text) => text !== '')
  must(named.includes(payment.providerOrderId), 'approvable, and not of this order')
  for (const name of AMOUNT_FIELDS) {
    const amount = payment.provider.startsWith('portone') ? undefined : fields[name]
    must(amount === undefined || Number(amount) === payment.amounts.total, `approvable, for ${amount}`)
  }
  const { amt, amount = amt, nextAppUrl, netCancelUrl } = reading.providerState
  must(amount === undefined || amount === String(payment.amounts.total), `kept with the amount ${amount}`)
  for (const url of [nextAppUrl, netCancelUrl]) {
    const port = new URL(NOWHERE).port
    must(url === undefined || new RegExp(`^http://(127\\.0\\.0\\.1|localhost):${port}/`).test(url), `would call ${url}`)
  }
}

/** What the provider signed, and so what nobody else can change. */
const SIGNED: Readonly<Record<string, readonly string[]>> = {
  nicepay: ['AuthToken', 'MID', 'Amt', 'Signature'],
  'nicepay-rest': ['authToken', 'clientId', 'amount', 'signature'],
}

const signedOf = (fields: Fields, names: readonly string[]): string =>
  names.map((name) => (/^signature$/i.test(name) ? fields[name]?.toLowerCase() : fields[name])).join()
