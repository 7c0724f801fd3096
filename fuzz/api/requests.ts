/** Makes the nth request of a seed: valid, nearly valid or wild, for each call described and each page beside them. */
import { type Dice, diceOf } from '../../sim/dice.ts'
import { mutateBytes } from '../mutate/bytes.ts'
import { mutateTable } from '../mutate/fields.ts'
import { mutateJson } from '../mutate/json.ts'
import { wildText } from '../mutate/wild.ts'
import { readGenuine, type Seed } from '../seed.ts'
import { type Call, callsOf, type Description } from './describe.ts'
import { openPapers, type Papers, pageRequest, returnOf } from './pages.ts'
import { anyPayment, oneOf, type Request, standIn } from './request.ts'
import { type Maker, nearlyValid, validValue } from './values.ts'

export interface Workshop {
  readonly description: Description
  readonly calls: readonly Call[]
  /** Those that may move money: half of all that is asked. */
  readonly acts: readonly Call[]
  readonly papers: Papers
  readonly tables: readonly Seed[]
}

export function openWorkshop(description: Description): Workshop {
  const calls = callsOf(description)
  const acts = calls.filter(({ method, path }) => method !== 'GET' && path.startsWith('/v1/payments'))
  return { description, calls, acts, papers: openPapers(), tables: readGenuine('settlement') }
}

export function makeRequest(workshop: Workshop, seed: number, index: number): Request {
  const dice = diceOf(seed, 'api', index)
  if (dice.chance(0.25)) return pageRequest(workshop.papers, dice)
  const call = dice.pick(dice.chance(0.5) ? workshop.acts : workshop.calls)
  const maker = { description: workshop.description, dice }
  if (call.path === '/v1/settlement-files') return fileRequest(workshop, call, dice)
  if (call.path.endsWith('/approve') && dice.chance(0.8)) return approveRequest(workshop, maker)
  return callRequest(maker, call)
}

/** Node's own, before any of us hears of the request. */
const TOO_LONG = 431

/** Null where the description of the call names this status. */
export function undescribed({ calls }: Workshop, { as }: Request, status: number): string | null {
  const call = calls.find((one) => nameOf(one) === as)
  const isTold = call === undefined || status === TOO_LONG || call.statuses.includes(status)
  return isTold ? null : `${as} answers ${status}, and its description does not say so`
}

const nameOf = ({ method, path }: Call): string => `${method} ${path}`

const TYPES = ['text/plain', 'application/xml', '', 'multipart/form-data'] as const

function callRequest(maker: Maker, call: Call): Request {
  const { dice } = maker
  const body = call.body === null ? null : bodyOf(maker, call)
  const type = dice.chance(0.97) ? 'application/json' : dice.pick(TYPES)
  const key = { 'idempotency-key': dice.chance(0.8) ? `fuzz-{round}-${dice.below(500)}` : headerText(dice) }
  const headers = body === null ? key : { ...key, 'content-type': type }
  return { ...addressed(maker, call), headers, body: body?.toString('base64') ?? null }
}

/** A header carries visible latin letters only; the client would not send more. */
const headerText = (dice: Dice): string =>
  wildText(dice)
    .replaceAll(/[^\x21-\x7e]/g, '')
    .slice(0, 3_000)

const bodyOf = (maker: Maker, call: Call): Buffer =>
  changed(maker, validValue(maker, call.body ?? {}, { name: call.path }))

function changed(maker: Maker, valid: unknown): Buffer {
  const { dice } = maker
  const text = Buffer.from(JSON.stringify(valid) ?? '')
  const share = dice.fraction()
  if (share < 0.55) return text
  if (share < 0.8) return Buffer.from(JSON.stringify(nearlyValid(maker, valid)) ?? '')
  return (share < 0.93 ? mutateJson(text, dice) : mutateBytes(text, dice)) ?? text
}

/** What the window brought back for this very payment, in the hands of the merchant. */
function approveRequest({ papers }: Workshop, maker: Maker): Request {
  const { dice } = maker
  const payment = oneOf('wanted', dice)
  const path = `/v1/payments/${standIn(dice.chance(0.9) ? payment : anyPayment(dice))}/approve`
  const body = changed(maker, { return: returnOf(papers, payment, dice) })
  return { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: body.toString('base64') }
}

/** A path that names anything at all may be another call's, or nobody's. */
function addressed(maker: Maker, call: Call): Pick<Request, 'as' | 'method' | 'path'> {
  const { dice } = maker
  const { method, path } = call
  const isMeant = dice.chance(0.9)
  const named = path.replaceAll(/\{(\w+)\}/g, () =>
    isMeant ? idOf(method, path, dice) : encodeURIComponent(wildText(dice).toWellFormed()),
  )
  const whole = `${named}${queryOf(maker, call)}`
  return { ...(isMeant ? { as: nameOf(call) } : {}), method, path: whole }
}

function queryOf(maker: Maker, { parameters }: Call): string {
  const { dice } = maker
  const query = parameters.filter((one) => one.in === 'query' && (one.required === true || dice.chance(0.3)))
  if (query.length === 0) return ''
  const pairs = query.map(({ name, schema = {} }): [string, string] => {
    const value = dice.chance(0.8) ? validValue(maker, schema, { name }) : wildText(dice)
    return [name, String(typeof value === 'object' ? JSON.stringify(value) : value).toWellFormed()]
  })
  return `?${new URLSearchParams(pairs)}`
}

/** Which stand-in belongs into a path. */
function idOf(method: string, path: string, dice: Dice): string {
  if (path.includes('/cancellations/{')) return '{cancellation}'
  // Without it nothing more could be asked of the other.
  if (path.includes('/webhook-endpoints/{')) return method === 'DELETE' ? '{spare}' : '{endpoint}'
  if (path.includes('/deliveries/{')) return '{delivery}'
  if (path.includes('/reconciliations/{')) return '{run}'
  if (path.includes('/discrepancies/{')) return '{discrepancy}'
  return standIn(anyPayment(dice))
}

function fileRequest({ tables, description }: Workshop, call: Call, dice: Dice): Request {
  const body = mutateTable(dice.pick(tables).body, dice)
  const headers = { 'content-type': 'text/csv' }
  return { ...addressed({ description, dice }, call), headers, body: body.toString('base64') }
}
