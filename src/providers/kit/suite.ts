/** The conformance suite that every adapter runs against its simulator: one call in one test file. */
import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import { describeFaults } from './faults.ts'
import { describeSkips, skipUnless } from './needs.ts'
import { type KitSetup, selfDescription } from './setup.ts'
import { type KitWorld, openWorld } from './world.ts'

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
    describeFaults(setup, world)
    describeSkips(self, skips)
  })
}
