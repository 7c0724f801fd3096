/** Inquiry by imp_uid, by merchant_uid and by many of them; the first hides test payments, alone of all (§5). */
import { type Answer, factsOf, type Look, ok, refusal, shown } from './answer.ts'
import { isYes, textOf, textsOf } from './fields.ts'
import { pageOf, type Seen, sorted } from './paging.ts'
import { type Payment, type Status, statusOf } from './payment.ts'
import type { Process, Request } from './request.ts'
import type { World } from './world.ts'

/** What this look finds of these payments. */
export const seen = (payments: readonly Payment[], look: Look): readonly Seen[] =>
  payments.flatMap((payment) => {
    const facts = factsOf(payment, look)
    return facts === null ? [] : [{ payment, facts }]
  })

export const view = (world: World, { payment, facts }: Seen): object => shown(world, payment, facts)

const STATUSES: readonly Status[] = ['ready', 'paid', 'cancelled', 'failed']
export const asStatus = (text: string): Status | null => STATUSES.find((status) => status === text) ?? null

/** `GET /payments/{imp_uid}`: the only call that pretends test payments do not exist (§5.1). */
export const inquireOne: Process = (world, { params, query, look }) => {
  const payment = world.find(params.imp_uid ?? '')
  const [found] = payment === null ? [] : seen([payment], look)
  const hidden = found?.facts.sandbox === true && !isYes(query, 'include_sandbox')
  if (found === undefined || hidden) return refusal(world, 'noPayment')
  const extension = isYes(query, 'extension') ? { extension: {} } : {}
  return ok({ ...view(world, found), ...extension })
}

const MAX_IDS = 100

/** `GET /payments?imp_uid[]=…&merchant_uid[]=…`: 207 when some are missing. */
export const inquireMany: Process = (world, { query, look }) => {
  const impUids = textsOf(query, 'imp_uid')
  const merchantUids = textsOf(query, 'merchant_uid')
  if (impUids.length + merchantUids.length > MAX_IDS) return refusal(world, 'tooManyIds')
  const asked = [
    ...impUids.map((id) => world.find(id)),
    // Which attempt is meant is not documented: the latest, as `find` would answer.
    ...merchantUids.map((id) => world.attempts(id).at(-1) ?? null),
  ]
  const found = asked.flatMap((payment) => (payment === null ? [] : seen([payment], look)))
  if (found.length === 0) return refusal(world, 'noPayment')
  return ok(
    found.map((one) => view(world, one)),
    found.length === asked.length ? 200 : 207,
  )
}

/** `GET /payments/find/{merchant_uid}/{status?}`: the first in order, which may hide a paid attempt (§16 trap 8). */
export const findFirst: Process = (world, request) => {
  const found = attemptsOf(world, request)
  if ('body' in found) return found
  const [first] = found
  return first === undefined ? refusal(world, 'noPayment') : ok(view(world, first))
}

/** `GET /payments/findAll/{merchant_uid}/{status?}`. */
export const findAll: Process = (world, request) => {
  const found = attemptsOf(world, request)
  if ('body' in found) return found
  if (found.length === 0) return refusal(world, 'noPayment')
  const page = pageOf(found, request.query)
  return page === null ? refusal(world, 'badPaging') : ok({ ...page, list: page.list.map((one) => view(world, one)) })
}

function attemptsOf(world: World, { params, query, look }: Request): readonly Seen[] | Answer {
  const status = params.payment_status ?? ''
  if (status !== '' && asStatus(status) === null) return refusal(world, 'badStatus')
  const wanted = seen(world.attempts(params.merchant_uid ?? ''), look).filter(
    ({ facts }) => status === '' || statusOf(facts) === status,
  )
  return sorted(wanted, textOf(query, 'sorting')) ?? refusal(world, 'badSorting')
}
