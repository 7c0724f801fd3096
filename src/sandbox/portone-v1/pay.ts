/** The end of a window as a fault lets it happen: charged or not, now or later, and told to the browser or not. */
import type { Fault } from '../faults/plan.ts'
import { type Ended, endWindow, failure, type Returned, type WindowEnd } from './charge.ts'
import { change, type Payment } from './payment.ts'
import type { World } from './world.ts'

/** `lost`: the buyer's browser never comes back to the merchant. */
export type Outcome = Ended | 'lost'

/** When nothing else is asked for, a late charge comes so much later, in sandbox time. */
const LATE_EFFECT_MS = 5_000

/** Only a charge can be hit: a window that takes no money has nothing to lose. */
export function play(world: World, payment: Payment, end: WindowEnd): Outcome {
  const fault = end.action === 'pay' ? world.host.faults().take('approve') : null
  return fault === null ? endWindow(world, payment, end) : playFault(fault, { world, payment, end })
}

interface Scene {
  readonly world: World
  readonly payment: Payment
  readonly end: WindowEnd
}

function playFault({ fault, delayMs }: Fault, { world, payment, end }: Scene): Outcome {
  switch (fault) {
    case 'lose_request':
    case 'error_before':
      return 'lost'
    case 'lose_reply':
    case 'error_after':
    case 'garble':
      endWindow(world, payment, end)
      return 'lost'
    case 'late_effect':
      world.host.timers.after(delayMs ?? LATE_EFFECT_MS, () => void endWindow(world, payment, end))
      return 'lost'
    case 'test_channel':
      change(payment, world.now(), { sandbox: true })
      return endWindow(world, payment, end)
    case 'unlisted_code':
      return unpaid(failure(payment.merchantUid, 'unlisted', payment))
    case 'maintenance':
      return unpaid(failure(payment.merchantUid, 'trouble', payment))
    default:
      throw new Error(`the simulator accepted ${fault} on approve, which it cannot play`)
  }
}

const unpaid = (returned: Returned): Ended => ({ returned, told: Promise.resolve() })
