/** The contract of the store's part in a recovery: one row for each channel and recovery, worked on by one process. */
import type { PaymentId } from '../core/ids.ts'
import type { Instant } from '../core/time.ts'

export interface BeginRecovery {
  readonly channels: readonly string[]
  /** The recovery point: what happened later may be unknown to this database. */
  readonly since: Instant
  /** Payments registered or paid after this are doubted even where everything is tied and told. */
  readonly backTo: Instant
  readonly at: Instant
}

export interface ReleaseRecovery {
  readonly channel: string
  readonly at: Instant
  readonly by: string
  readonly reason: string
}

/** A recovery that is under way. */
export interface Recovery {
  readonly id: number
  readonly channel: string
  readonly since: Instant
  readonly backTo: Instant
  readonly beganAt: Instant
  /** Up to which payment all are marked; null before the first. */
  readonly markedTo: PaymentId | null
  readonly markedAt: Instant | null
  readonly listedAt: Instant | null
  /** Payments that only the provider knew. */
  readonly adopted: number
  /** What keeps it from going on, in words; null where nothing does. */
  readonly trouble: string | null
  readonly releaseWanted: { readonly at: Instant; readonly by: string; readonly reason: string } | null
}

/** Where it stands: payments that wait for their inquiry, and all that are held for it. */
export interface RecoveryCount {
  readonly open: number
  readonly held: number
}

export interface RecoveryProgress {
  readonly markedTo?: PaymentId
  readonly markedAt?: Instant
  readonly listedAt?: Instant
  readonly adopted?: number
  readonly trouble?: string | null
}

/** The last recovery of a channel, whether it is over or not. */
export interface LastRecovery {
  readonly since: Instant
  readonly beganAt: Instant
  readonly releasedAt: Instant | null
}

export interface RecoveryStore {
  /**
   * One row for each channel, and numbers that may have been given out in the lost time are jumped over, in one
   * transaction. Channels that are recovering already go on as they are; answers those that were begun.
   */
  beginRecovery(wish: BeginRecovery): Promise<readonly string[]>
  recoveries(): Promise<readonly Recovery[]>
  lastRecovery(channel: string): Promise<LastRecovery | null>
  countRecovering(channel: string): Promise<RecoveryCount>
  /** Takes the channel's recovery for so long, if no other process has it; again to keep it. */
  leaseRecovery(id: number, lease: { readonly by: string; readonly ms: number }): Promise<boolean>
  noteRecovery(id: number, progress: RecoveryProgress): Promise<void>
  /** Payments of the channel that the lost time may have touched, by id. */
  possiblyTouched(
    recovery: Pick<Recovery, 'channel' | 'backTo'>,
    page: { after: PaymentId | null; limit: number },
  ): Promise<readonly PaymentId[]>
  /** Payments that are held for the recovery of the channel. */
  heldForRecovery(channel: string, limit: number): Promise<readonly PaymentId[]>
  /** False where no recovery of the channel is under way. */
  wantRelease(wish: ReleaseRecovery): Promise<boolean>
  endRecovery(id: number, at: Instant): Promise<void>
}
