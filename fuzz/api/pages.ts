/** What browsers and providers reach without a key: windows, returns, webhooks, the page that asks for an account. */
import type { Dice } from '../../sim/dice.ts'
import { mutateForm } from '../mutate/fields.ts'
import { wildText } from '../mutate/wild.ts'
import { readGenuine, type Seed } from '../seed.ts'
import { anyPayment, oneOf, type Request, type StandIn, standIn } from './request.ts'

export interface Papers {
  readonly returns: readonly Seed[]
  readonly notices: readonly Seed[]
}

/** Of the provider that the stage is on; the others' are read elsewhere (`targets/`). */
export function openPapers(): Papers {
  const ofNicepay = (target: string): readonly Seed[] =>
    readGenuine(target).filter(({ head, body }) => head.provider === 'nicepay' && isForm(body))
  return { returns: ofNicepay('returns'), notices: ofNicepay('webhooks') }
}

const isForm = (body: Uint8Array): boolean => Buffer.from(body).toString('latin1').includes('=')

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const ACCOUNT = 'bank=SHINHAN&number=110234567890&holder=%ED%99%8D%EA%B8%B8%EB%8F%99&phone=01012345678'

export function pageRequest(papers: Papers, dice: Dice): Request {
  switch (dice.below(6)) {
    case 0:
      return get(`/checkout/${someone(dice)}`)
    case 1:
      return returnByQuery(papers, dice)
    case 2:
    case 3:
      return returnByForm(papers, dice)
    case 4:
      return webhook(papers, dice)
    default:
      return accountPage(dice)
  }
}

const get = (path: string): Request => ({ method: 'GET', path, headers: {}, body: null })
const post = (path: string, body: Uint8Array): Request => ({
  method: 'POST',
  path,
  headers: FORM,
  body: Buffer.from(body).toString('base64'),
})

const someone = (dice: Dice): string =>
  dice.chance(0.9) ? standIn(anyPayment(dice)) : encodeURIComponent(wildText(dice).toWellFormed())

/** Not all that a form may hold can stand in an address. */
const MOST_QUERY = 4_000

function returnByQuery(papers: Papers, dice: Dice): Request {
  const { body } = dice.pick(papers.returns)
  const query = mutateForm(body, dice)
    .toString('latin1')
    .replaceAll(/[^\x21-\x7e]/g, '')
  return get(`/return/${someone(dice)}?${query.slice(0, MOST_QUERY)}`)
}

/** What the window brought back for this very payment, or what it may bring for any. */
function returnByForm(papers: Papers, dice: Dice): Request {
  const { body } = dice.pick(papers.returns)
  const payment = oneOf('wanted', dice)
  const own = withStandIns(body, payment)
  const share = dice.fraction()
  if (share < 0.2) return post(`/return/${standIn(payment)}`, own)
  if (share < 0.7) return post(`/return/${standIn(payment)}`, mutateForm(own, dice))
  return post(`/return/${someone(dice)}`, mutateForm(body, dice))
}

/** Each value of a form, replaced by the one that the stage has of this name. */
function withStandIns(form: Uint8Array, payment: StandIn): Buffer {
  const names = Buffer.from(form)
    .toString('latin1')
    .split('&')
    .map((pair) => pair.split('=', 1)[0] ?? '')
  return Buffer.from(names.map((name) => `${name}=${standIn(`${payment}_${name}`)}`).join('&'))
}

/** As an API call has it: the fields of a return, for the approval by the merchant. */
export function returnOf({ returns }: Papers, payment: StandIn, dice: Dice): Readonly<Record<string, string>> {
  const names = Object.keys(Object.fromEntries(new URLSearchParams(Buffer.from(dice.pick(returns).body).toString())))
  return Object.fromEntries(names.map((name) => [name, standIn(`${payment}_${name}`)]))
}

/** Not on the list of those who may tell of deposits. */
const STRANGER = '10.0.0.1'

/** Of a deposit on an account of the stage, or of nobody's. */
function webhook({ notices }: Papers, dice: Dice): Request {
  const path = dice.chance(0.95) ? '/v1/webhooks/nicepay/{webhook}' : `/v1/webhooks/nicepay/${dice.below(1e9)}`
  const text = Buffer.from(dice.pick(notices).body).toString('latin1')
  const payment = oneOf('waiting', dice)
  const own = text
    .replace(/\bTID=[^&]*/, `TID=${standIn(`${payment}_ref`)}`)
    .replace(/\bMOID=[^&]*/, `MOID=${standIn(`${payment}_order`)}`)
    .replace(/\bVbankNum=[^&]*/, `VbankNum=${standIn(`${payment}_number`)}`)
    .replace(/\bAmt=[^&]*/, 'Amt=50000')
  const body = Buffer.from(dice.chance(0.8) ? own : text, 'latin1')
  const told = post(path, dice.chance(0.1) ? body : mutateForm(body, dice))
  return dice.chance(0.9) ? told : { ...told, headers: { ...FORM, 'x-forwarded-for': STRANGER } }
}

function accountPage(dice: Dice): Request {
  const link = dice.chance(0.8) ? standIn(`${oneOf('asked', dice)}_link`) : `${someone(dice)}/${dice.below(1e9)}`
  const path = `/refund-account/${link}`
  if (dice.chance(0.4)) return get(path)
  const body = Buffer.from(ACCOUNT)
  return post(path, dice.chance(0.1) ? body : mutateForm(body, dice))
}
