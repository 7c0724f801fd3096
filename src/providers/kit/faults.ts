/** Plays every fault that the simulator can play on every call, and compares what the outcome claims with the books. */
import { describe, expect, it } from 'vitest'
import type { Evidence } from '../../core/evidence.ts'
import type { Next, Outcome } from '../../core/outcome.ts'
import type { ListPage } from '../../ports/provider.ts'
import type { Stage } from './account-stage.ts'
import { expectAgreement, expectCleanCall, expectLegalEvidence } from './legal.ts'
import { isMet } from './needs.ts'
import { MONEY_SCENES, QUESTION_SCENES, type Scene } from './scenes.ts'
import { type FaultName, playable, SLOW_MS } from './setup.ts'
import type { Suite } from './suite.ts'
import type { KitCall, KitWorld } from './world.ts'

/** How long after the call a late effect or a late refusal comes, in sandbox time. */
const LATER_MS = 5_000

type OutcomeKind = Outcome<unknown>['kind']

interface Expectation {
  readonly kinds: readonly OutcomeKind[]
  readonly next?: Next
  /** `twice`: the network delivered the call two times, so one or two effects, and `done` must show which. */
  readonly effect: 'happened' | 'nothing' | 'later' | 'twice'
}

const lost = (effect: Expectation['effect']): Expectation => ({ kinds: ['unknown'], effect })

/** Of calls that move money. A fault that a simulator cannot play on a call is no case. */
const MONEY: Readonly<Record<FaultName, Expectation>> = {
  refuse_connection: { kinds: ['not_sent'], next: 'none', effect: 'nothing' },
  lose_request: lost('nothing'),
  lose_reply: lost('happened'),
  late_effect: lost('later'),
  error_before: lost('nothing'),
  error_after: lost('happened'),
  garble: lost('happened'),
  slow: lost('happened'),
  // A guard refuses the double: `refused`, and asked about, although the first of the two happened.
  duplicate_request: { kinds: ['done', 'unknown', 'refused'], effect: 'twice' },
  wrong_signature: lost('happened'),
  unlisted_code: lost('nothing'),
  maintenance: { kinds: ['unknown', 'refused'], effect: 'nothing' },
  stale_inquiry: lost('nothing'),
  async_then_refuse: { kinds: ['accepted', 'unknown'], effect: 'nothing' },
  balance_short: { kinds: ['refused'], next: 'retry_after', effect: 'nothing' },
  self_net_cancel: { kinds: ['refused', 'unknown'], effect: 'nothing' },
  test_channel: { kinds: ['done', 'unknown'], effect: 'happened' },
  euckr_answer: { kinds: ['done', 'unknown'], effect: 'happened' },
}

/** Of calls that only ask: whatever is no answer is unknown. */
const QUESTION: Readonly<Record<FaultName, readonly OutcomeKind[]>> = {
  refuse_connection: ['not_sent'],
  lose_request: ['unknown'],
  lose_reply: ['unknown'],
  late_effect: ['unknown'],
  error_before: ['unknown'],
  error_after: ['unknown'],
  garble: ['unknown'],
  slow: ['unknown'],
  duplicate_request: ['done'],
  wrong_signature: ['unknown'],
  unlisted_code: ['unknown'],
  maintenance: ['unknown', 'refused'],
  stale_inquiry: ['done'],
  async_then_refuse: ['done', 'accepted'],
  balance_short: ['refused'],
  self_net_cancel: ['done', 'unknown'],
  test_channel: ['done'],
  euckr_answer: ['done', 'unknown'],
}

/** One row that is not understood may be left out of a page: it is never guessed, and it does not hide the others. */
const LIST: Readonly<Partial<Record<FaultName, readonly OutcomeKind[]>>> = {
  unlisted_code: ['unknown', 'done'],
}

export function describeFaults({ setup, self, world }: Suite): void {
  for (const scene of [...MONEY_SCENES, ...QUESTION_SCENES]) {
    if (!scene.isPlayed(self.capabilities, self)) continue
    const faults = playable(setup, scene.simulated(self.capabilities))
    describe(`${scene.name} under`, () => {
      for (const fault of faults) {
        if (scene.moved === null) it(fault, () => questionUnder(world(), scene, fault))
        else it(fault, () => moneyUnder(world(), scene, fault))
      }
      it('a fence that closed: nothing reaches the provider', () => behindClosedFence(world(), scene))
    })
  }
}

interface Played {
  readonly stage: Stage
  readonly call: KitCall
  readonly outcome: Outcome<unknown>
}

async function playUnder(world: KitWorld, scene: Scene, fault: FaultName): Promise<Played> {
  const stage = await scene.prepare(world)
  await world.control.fault(scene.simulated(world.capabilities), fault, termsOf(fault))
  const call = world.call()
  const provider = fault === 'slow' ? world.hasty : world.provider
  const outcome = await scene.act(provider, stage, call)
  await world.control.clearFaults()
  expectCleanCall(world.setup, call, { outcome, payment: stage.payment })
  expect(call.exchanges.at(-1)?.operation).toBe(scene.operation)
  return { stage, call, outcome }
}

/** The port stays closed until the fault is taken away; everything else hits one call. */
function termsOf(fault: FaultName): object {
  switch (fault) {
    case 'refuse_connection':
      return {}
    case 'slow':
      return { times: 1, delayMs: SLOW_MS }
    case 'late_effect':
    case 'async_then_refuse':
      return { times: 1, delayMs: LATER_MS }
    default:
      return { times: 1 }
  }
}

async function moneyUnder(world: KitWorld, scene: Scene, fault: FaultName): Promise<void> {
  const expected = MONEY[fault]
  const { stage, outcome } = await playUnder(world, scene, fault)
  const told = JSON.stringify(outcome)
  expect(expected.kinds, told).toContain(outcome.kind)
  if (expected.next !== undefined) expect(outcome.next, told).toBe(expected.next)
  if (outcome.kind === 'unknown') expect(outcome.next, 'an unknown outcome is asked about').not.toBe('none')
  if (fault === 'late_effect') expect(await movedBy(world, scene, stage), 'before it happens').toBe(0)
  if (fault === 'late_effect' || fault === 'async_then_refuse') await world.control.advance(2 * LATER_MS)
  const moved = await movedBy(world, scene, stage)
  if (expected.effect === 'twice') expectOneOrShown(world, scene, { outcome, moved })
  else expect(moved, `the books after ${told}`).toBe(expected.effect === 'nothing' ? 0 : scene.aim)
  if (outcome.kind === 'done' && scene.operation === 'approve') expectTestMode(fault, outcome.evidence as Evidence)
  await expectTruthIsFound(world, scene, stage)
}

const movedBy = async (world: KitWorld, scene: Scene, { payment }: Stage): Promise<number> =>
  scene.moved?.(await world.booksOf(payment)) ?? 0

interface Twice {
  readonly outcome: Outcome<unknown>
  readonly moved: number
}

/** A network that delivers twice may not be hidden: one effect, or two and a person must look. */
function expectOneOrShown(world: KitWorld, scene: Scene, { outcome, moved }: Twice): void {
  // An account under our name may be a stranger's on a shared MID: not to be asked about or closed, but to be seen.
  const looks = scene.operation === 'issue' ? ['inquire', 'operator'] : ['inquire']
  if (outcome.kind === 'refused') expect(looks, 'one of the two happened').toContain(outcome.next)
  if (moved === scene.aim) return
  expect(moved).toBe(2 * scene.aim)
  // Of two accounts the answer tells one: nobody can pay into the other, whose number was never heard.
  if (scene.operation === 'issue' && !isMet(world.provider, 'an issue has a name')) return
  expect(outcome, 'two effects').not.toMatchObject({ kind: 'done', next: 'none' })
}

function expectTestMode(fault: FaultName, evidence: Evidence): void {
  if (fault === 'test_channel') expect(evidence.live).toBe(false)
  expectLegalEvidence(evidence)
}

/** Whatever was lost: the next inquiry tells what the books say. */
async function expectTruthIsFound(world: KitWorld, scene: Scene, { payment }: Stage): Promise<void> {
  const asked = await world.provider.inquire(payment, world.call())
  // Where no inquiry decides about accounts (DESIGN §7), not to know is the truth too.
  const isUndecided = payment.virtualAccount !== null && world.capabilities.virtualAccount?.depositProof === 'notice'
  if (asked.kind === 'unknown' && isUndecided) return
  expect(asked.kind, `the inquiry after ${scene.name}: ${JSON.stringify(asked)}`).toBe('done')
  if (asked.kind === 'done') expectAgreement(asked.evidence, await world.book(payment), world.capabilities)
}

async function questionUnder(world: KitWorld, scene: Scene, fault: FaultName): Promise<void> {
  const { outcome, stage } = await playUnder(world, scene, fault)
  const ofList = scene.operation === 'list' ? LIST[fault] : undefined
  expect(ofList ?? QUESTION[fault], JSON.stringify(outcome)).toContain(outcome.kind)
  if (outcome.kind === 'done') {
    for (const evidence of evidenceIn(scene, outcome.evidence)) {
      expectLegalEvidence(evidence)
      expectTestMode(fault, evidence)
    }
  }
  if (fault === 'unlisted_code') expectNoGuess(scene, outcome, stage)
  await expectTruthIsFound(world, scene, stage)
}

function expectNoGuess(scene: Scene, outcome: Outcome<unknown>, { payment }: Stage): void {
  const rows = outcome.kind === 'done' ? evidenceIn(scene, outcome.evidence) : []
  expect(rows.some(({ ref }) => ref === payment.providerRef)).toBe(false)
}

const evidenceIn = (scene: Scene, evidence: unknown): readonly Evidence[] =>
  scene.operation === 'list' ? (evidence as ListPage).rows : [evidence as Evidence]

async function behindClosedFence(world: KitWorld, scene: Scene): Promise<void> {
  const stage = await scene.prepare(world)
  const [callsBefore, movedBefore] = [await world.control.callCount(), await movedBy(world, scene, stage)]
  const call = world.call({ mayStillSend: () => false })
  const outcome = await scene.act(world.provider, stage, call)
  expect(outcome).toMatchObject({ kind: 'not_sent', next: 'none' })
  expectCleanCall(world.setup, call, { outcome, payment: stage.payment })
  expect(await world.control.callCount()).toBe(callsBefore)
  expect(await movedBy(world, scene, stage)).toBe(movedBefore)
}
