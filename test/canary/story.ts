/** Plays every life of an account on one provider, with every fault that its simulator can play where it meets it. */
import type { ProviderId } from '../../src/core/payment/payment.ts'
import { FAULT_NAMES, type FaultName, type Operation } from '../../src/sandbox/faults/catalogue.ts'
import { cannotPlay as nicepay } from '../../src/sandbox/nicepay/playable.ts'
import { cannotPlay as nicepayRest } from '../../src/sandbox/nicepay-rest/playable.ts'
import { cannotPlay as portoneV1 } from '../../src/sandbox/portone-v1/playable.ts'
import { cannotPlay as portoneV2 } from '../../src/sandbox/portone-v2/playable.ts'
import { cannotPlay as tosspayments } from '../../src/sandbox/tosspayments/playable.ts'
import {
  bouncedLife,
  closedLife,
  comparedBooks,
  form,
  issuedInWindow,
  issuedLife,
  issueInWindow,
  linkedLife,
  read,
  refundedLife,
  refundSentBack,
} from './lives.ts'
import type { Witness } from './witness.ts'
import { wrongForms, wrongNotices, wrongRefunds, wrongRegistrations } from './wrong.ts'

const CANNOT_PLAY = {
  nicepay,
  'nicepay-rest': nicepayRest,
  tosspayments,
  'portone-v1': portoneV1,
  'portone-v2': portoneV2,
} as const satisfies Record<ProviderId, (operation: Operation, fault: FaultName) => string | null>

export const faultsOf = (on: ProviderId, operation: Operation): readonly FaultName[] =>
  FAULT_NAMES.filter((fault) => CANNOT_PLAY[on](operation, fault) === null)

/** Where asking shows that the bank sent a refund back, and how its simulator is told to. */
const SENDS_BACK: Partial<Record<ProviderId, { readonly back: object; readonly usual: object }>> = {
  tosspayments: { back: { accountRefund: 'bounces' }, usual: { accountRefund: 'arrives' } },
  'portone-v2': { back: { refundTransfer: 'FAILED' }, usual: { refundTransfer: 'COMPLETED' } },
}

const DAY_MS = 86_400_000
/** Past every deadline of an account, the bank's next business days and the reminders to the buyer. */
const DAYS = 16

export async function playEverything(witness: Witness): Promise<void> {
  const { on, shop } = witness
  const faults = (operation: Operation) => faultsOf(on, operation)
  // First: PortOne V2's messages are judged by the machine's clock, which the days of the sandbox leave behind.
  for (const webhook of faults('webhook')) await refundedLife(witness, { webhook })
  await wrongNotices(witness)
  await wrongRegistrations(witness)
  await wrongRefunds(witness)
  await wrongForms(witness)
  for (let window = 0; window < 2; window += 1) await issueInWindow(witness, witness.buyer())
  // Where the window charges, asking is what hears of the account first.
  const hears =
    shop.engine.deps.channels.get(on)?.provider.capabilities.moneyMoves === 'in_window' ? 'inquire' : 'approve'
  for (const fault of faults(hears)) await issuedInWindow(witness, { [hears]: fault })
  for (const quotes of ['refused', 'unlisted'] as const) {
    await issuedLife(witness, { quotes })
    await refundedLife(witness, { quotes })
    await linkedLife(witness, { quotes })
  }
  if (witness.issues === 'api') for (const issue of faults('issue')) await issuedLife(witness, { issue })
  for (const close of faults('close')) await closedLife(witness, { close })
  for (const cancel of faults('cancel')) await refundedLife(witness, { cancel })
  for (const cancel of faults('cancel')) await linkedLife(witness, { cancel })
  if (on === 'tosspayments') await bouncedLife(witness)
  for (const inquire of faults('inquire')) await refundedLife(witness, { inquire })
  const bank = SENDS_BACK[on]
  if (bank !== undefined) await refundSentBack(witness, bank)
  await comparedBooks(witness, faults('list'))
  for (let day = 0; day < DAYS; day += 1) await shop.pass(DAY_MS)
  await readEverything(witness)
}

const MOST_PAGES = 20

/** What merchants, operators and machines can ask for. */
async function readEverything(witness: Witness): Promise<void> {
  const { call, visit } = witness
  for (const path of ['/v1/net', '/v1/discrepancies?limit=100', '/metrics', '/openapi.json', '/healthz']) {
    await call('GET', path)
  }
  for (const list of ['/v1/payments', '/v1/attention']) {
    let cursor = ''
    for (let page = 0; page < MOST_PAGES && cursor !== null; page += 1) {
      const { body } = await call('GET', `${list}?limit=50${cursor === '' ? '' : `&cursor=${cursor}`}`)
      cursor = body.nextCursor
      if (list !== '/v1/payments') continue
      for (const { id, cancellations } of body.data) {
        await read(witness, id)
        await visit(`/checkout/${id}`)
        await visit(`/return/${id}`)
        await visit(`/return/${id}`, form({ imp_uid: 'imp_000000000000', anything: 'else' }))
        for (const one of cancellations) await call('GET', `/v1/cancellations/${one.id}`)
      }
    }
  }
}
