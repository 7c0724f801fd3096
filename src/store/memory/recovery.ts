/** No recovery in the simulation: its database forgets nothing. */
import type { RecoveryStore } from '../../ports/recovery.ts'

const refuse = async (): Promise<never> => {
  throw new Error('the store in memory keeps no recovery')
}

export const recoveryOf = (): RecoveryStore => ({
  recoveries: async () => [],
  lastRecovery: async () => null,
  beginRecovery: refuse,
  countRecovering: refuse,
  leaseRecovery: refuse,
  noteRecovery: refuse,
  possiblyTouched: refuse,
  heldForRecovery: refuse,
  wantRelease: refuse,
  endRecovery: refuse,
})
