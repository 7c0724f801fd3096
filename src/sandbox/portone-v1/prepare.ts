/** Pre-registration of amounts: the window is blocked when it opens on the order with another one (§9). */
import { isCurrency } from '../../core/money.ts'
import { type Answer, ok, refusal } from './answer.ts'
import { numberOf, textOf } from './fields.ts'
import { toMajor, toMinor } from './money.ts'
import type { Process, Request } from './request.ts'
import type { Prepared, World } from './world.ts'

const MAX_MERCHANT_UID = 40

export const prepare: Process = (world, request) => {
  const wanted = wantedOf(request)
  if (wanted === null) return refusal(world, 'badPreparation')
  if (world.prepared.has(wanted.merchantUid)) return refusal(world, 'preparedTwice')
  return store(world, wanted)
}

export const prepareAgain: Process = (world, request) => {
  const wanted = wantedOf(request)
  if (wanted === null) return refusal(world, 'badPreparation')
  return world.prepared.has(wanted.merchantUid) ? store(world, wanted) : refusal(world, 'notPrepared')
}

export const showPrepared: Process = (world, { params }) => {
  const found = world.prepared.get(params.merchant_uid ?? '')
  return found === undefined ? refusal(world, 'notPrepared') : ok(view(found))
}

function store(world: World, wanted: Prepared): Answer {
  world.prepared.set(wanted.merchantUid, wanted)
  return ok(view(wanted))
}

function wantedOf({ body }: Request): Prepared | null {
  const merchantUid = textOf(body, 'merchant_uid')
  const named = textOf(body, 'currency')
  const currency = isCurrency(named) ? named : null
  const amount = toMinor(numberOf(body, 'amount') ?? Number.NaN, currency ?? 'KRW')
  if (merchantUid === '' || merchantUid.length > MAX_MERCHANT_UID || (named !== '' && currency === null)) return null
  return amount === null || amount === 0 ? null : { merchantUid, amount, currency }
}

const view = ({ merchantUid, amount, currency }: Prepared) => ({
  merchant_uid: merchantUid,
  amount: toMajor(amount, currency ?? 'KRW'),
  currency,
})
