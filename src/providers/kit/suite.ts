/** The conformance suite that every adapter runs against its simulator: one call in one test file. */
import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { Provider } from '../../ports/provider.ts'
import { describeAccount } from './account.ts'
import { describeApproval } from './approve.ts'
import { describeCancel } from './cancel.ts'
import { describeCheckout } from './checkout.ts'
import { describeDeposit } from './deposit.ts'
import { describeFaults } from './faults.ts'
import { describeInquiry } from './inquire.ts'
import { describeList } from './list.ts'
import { describeSkips, type Skipper, skipUnless } from './needs.ts'
import { describeNetCancel } from './net-cancel.ts'
import { describePartialCancel } from './partial.ts'
import { describePrepare } from './prepare.ts'
import { describeSelf } from './self.ts'
import { type KitSetup, selfDescription } from './setup.ts'
import { describeWebhook } from './webhook.ts'
import { type KitWorld, openWorld } from './world.ts'

/** What every subject of the suite is given. */
export interface Suite {
  readonly setup: KitSetup
  /** The adapter as it describes itself, before any sandbox runs: it calls nobody. */
  readonly self: Provider
  readonly skips: Skipper
  /** The running world; only inside a test. */
  readonly world: () => KitWorld
}

const SUBJECTS: readonly ((suite: Suite) => void)[] = [
  describeSelf,
  describeCheckout,
  // Before anything moves the clock: there are libraries that judge the age of a signature by the machine's own.
  describeWebhook,
  describePrepare,
  describeApproval,
  describeInquiry,
  describeCancel,
  describePartialCancel,
  describeNetCancel,
  describeAccount,
  describeDeposit,
  describeList,
  describeFaults,
]

/** Registers every case; call it once, at the top of `kit.test.ts` of an adapter. */
export function describeProvider(setup: KitSetup): void {
  describe(`the kit on ${setup.simulator}`, () => {
    let opened: KitWorld | null = null
    const world = (): KitWorld => {
      if (opened === null) throw new Error('the sandbox is not running')
      return opened
    }
    beforeAll(async () => {
      opened = await openWorld(setup)
    })
    afterAll(() => opened?.close())
    beforeEach(() => opened?.control.reset())
    const self = selfDescription(setup)
    const skips = skipUnless(self)
    for (const describeSubject of SUBJECTS) describeSubject({ setup, self, skips, world })
    describeSkips(self, skips)
  })
}
