/** Puts our cancellation id into the reason that a provider keeps, and finds it there again (DESIGN §5 tagging). */
import type { CancellationId } from '../core/ids.ts'
import { isCancellationId } from '../core/ids.ts'
import type { Limit } from './text.ts'
import { composed, cut } from './text.ts'

/** The reason, cut between characters so that the tag stays whole; control characters become blanks. */
export function taggedReason(reason: string, id: CancellationId, { max, lengthOf }: Limit): string {
  const tag = `#${id}`
  const kept = cut(composed(reason), { max: max - lengthOf(` ${tag}`), lengthOf })
  return kept === '' ? tag : `${kept} ${tag}`
}

/** The id at the end of a reason, or null: a stranger's cancel, or one made at the provider's own site. */
export function tagOf(reason: string | null | undefined): CancellationId | null {
  const id = /#(\w+)\s*$/.exec(reason ?? '')?.[1] ?? ''
  return isCancellationId(id) ? id : null
}
