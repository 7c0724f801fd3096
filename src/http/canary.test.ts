/** No number, holder or phone of a buyer can be read anywhere: every provider, every fault, everything we let out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closedLife, issuedLife, linkedLife, refundedLife } from '../../test/canary/lives.ts'
import { startWitness, type Witness } from '../../test/canary/witness.ts'
import { PROVIDER_IDS, type ProviderId } from '../core/payment/payment.ts'
import { FAULT_NAMES, type FaultName, type Operation } from '../sandbox/faults/catalogue.ts'
import { cannotPlay as nicepay } from '../sandbox/nicepay/playable.ts'
import { cannotPlay as nicepayRest } from '../sandbox/nicepay-rest/playable.ts'
import { cannotPlay as portoneV1 } from '../sandbox/portone-v1/playable.ts'
import { cannotPlay as portoneV2 } from '../sandbox/portone-v2/playable.ts'
import { cannotPlay as tosspayments } from '../sandbox/tosspayments/playable.ts'

const CANNOT_PLAY = {
  nicepay,
  'nicepay-rest': nicepayRest,
  tosspayments,
  'portone-v1': portoneV1,
  'portone-v2': portoneV2,
} as const satisfies Record<ProviderId, unknown>

const faultsOf = (on: ProviderId, operation: Operation): readonly FaultName[] =>
  FAULT_NAMES.filter((fault) => CANNOT_PLAY[on](operation, fault) === null)

describe.each(PROVIDER_IDS)('on %s', (on) => {
  let witness: Witness
  beforeAll(async () => {
    witness = await startWitness(on)
  })
  afterAll(() => witness.close())
  test('x', async () => {
    let t = Date.now()
    const lap = (n: string) => {console.log(on, n, Date.now() - t); t = Date.now()}
    await issuedLife(witness, {})
    for (const issue of faultsOf(on, 'issue')) await issuedLife(witness, { issue })
    lap('issued')
    for (const close of faultsOf(on, 'close')) await closedLife(witness, { close })
    lap('closed')
    for (const cancel of faultsOf(on, 'cancel')) await refundedLife(witness, { cancel })
    lap('cancel')
    for (const webhook of faultsOf(on, 'webhook')) await refundedLife(witness, { webhook })
    lap('webhook')
    for (const inquire of faultsOf(on, 'inquire')) await refundedLife(witness, { inquire })
    lap('inquire')
    for (const cancel of faultsOf(on, 'cancel')) await linkedLife(witness, { cancel })
    lap('linked')
    for (let day = 0; day < 8; day += 1) await witness.shop.pass(86_400_000)
    lap('day')
    const leaks = await witness.leaks()
    lap('leaks')
    console.log(witness.missed)
    expect(leaks).toEqual({ logs: [], answers: [], events: [], database: [] })
  })
})
