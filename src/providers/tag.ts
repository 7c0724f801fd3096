/** Puts our cancellation id into the reason that a provider keeps, and finds it there again (DESIGN §5 tagging). */
import type { CancellationId } from '../core/ids.ts'
import { isCancellationId } from '../core/ids.ts'

/** A protocol's limit for reasons, in its own way of counting (characters, bytes of an encoding). */
interface Limit {
  readonly max: number
  readonly lengthOf: (text: string) => number
}

/** The reason, cut between characters so that the tag stays whole; control characters become blanks. */
export function taggedReason(reason: string, id: CancellationId, { max, lengthOf }: Limit): string {
  const tag = `#${id}`
  const room = max - lengthOf(` ${tag}`)
  const clean = reason
    .normalize('NFC')
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
  let kept = ''
  for (const character of clean) {
    if (lengthOf(kept + character) > room) break
    kept += character
  }
  kept = kept.trimEnd()
  return kept === '' ? tag : `${kept} ${tag}`
}

/** The id at the end of a reason, or null: a stranger's cancel, or one made at the provider's own site. */
export function tagOf(reason: string | null | undefined): CancellationId | null {
  const id = /#(\w+)\s*$/.exec(reason ?? '')?.[1] ?? ''
  return isCancellationId(id) ? id : null
}
