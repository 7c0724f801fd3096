/** One call as the processors see it, whatever it was encoded as. */
import type { Instant } from '../../core/time.ts'
import type { SpokenFault } from '../faults/catalogue.ts'
import type { Answer, Look } from './answer.ts'
import type { Fields } from './fields.ts'
import type { World } from './world.ts'

export interface Request {
  readonly params: Readonly<Record<string, string>>
  readonly query: Fields
  readonly body: Fields
  readonly look: Look
  /** The fault whose words the processor has to find. */
  readonly play: SpokenFault | null
  /** When it came: a time limit that it met then is met, however late it is processed. */
  readonly arrivedAt: Instant
}

export type Process = (world: World, request: Request) => Answer
