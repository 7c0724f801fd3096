/** The real core, asked once for each question: every decision is judged by the rules of all models, and remembered. */
import { decide, type PaymentEvent } from '../../src/core/payment/decide.ts'
import type { Context, Effect, Policy } from '../../src/core/payment/draft.ts'
import type { PaymentFile } from '../../src/core/payment/payment.ts'
import { cancellationId } from '../../test/core.ts'
import { booksHold, nothingIsForgotten, stepIsSound } from '../../test/core-rules.ts'
import { type Memory, NOW, plainFile } from './plain.ts'

export type Decide = typeof decide

export interface Thought {
  readonly ok: boolean
  readonly file: PaymentFile
  readonly effects: readonly Effect[]
  /** How much was taken off the hint counters: what was read before counts from the same zero. */
  readonly hintsShift: number
}

export interface Mind {
  readonly policy: Policy
  readonly memory: Memory
  /** Equal for files that no later decision can tell apart. */
  nthOf(file: PaymentFile): number
  /** The one file that stands for all such. */
  know(file: PaymentFile): PaymentFile
  think(file: PaymentFile, event: PaymentEvent): Thought
}

export interface MindOptions {
  readonly policy: Policy
  readonly memory?: Memory
  /** Another rule than the core's, to show that it would be seen. */
  readonly rule?: Decide
}

/** Ids that the core gives birth to; those of requests are below. */
const FIRST_BORN = 100

export function createMind({ policy, memory = 'what is asked for', rule = decide }: MindOptions): Mind {
  const byText = new Map<string, Known>()
  const byFile = new WeakMap<PaymentFile, Known>()
  const thoughts = new Map<string, Thought>()
  const know = (file: PaymentFile): Known => {
    const known = byFile.get(file)
    if (known !== undefined) return known
    const plain = plainFile(file, policy, memory)
    const text = JSON.stringify(plain)
    const found = byText.get(text) ?? { file: plain, nth: byText.size }
    byText.set(text, found)
    byFile.set(found.file, found)
    return found
  }
  return {
    policy,
    memory,
    know: (file) => know(file).file,
    nthOf: (file) => know(file).nth,
    think: (file, event) => {
      const question = `${know(file).nth} ${JSON.stringify(event)}`
      const remembered = thoughts.get(question)
      if (remembered !== undefined) return remembered
      const freshId = cancellationId(FIRST_BORN + file.cancellations.length)
      const decided = decideJudged(rule, { file, event }, { now: NOW, jitter: 0, freshId, policy })
      const plain = know(decided.file).file
      const thought = { ...decided, file: plain, hintsShift: decided.file.payment.hintsSeen - plain.payment.hintsSeen }
      thoughts.set(question, thought)
      return thought
    },
  }
}

/** One file for all that are the same to every later decision; its number names it in keys. */
interface Known {
  readonly file: PaymentFile
  readonly nth: number
}

interface Question {
  readonly file: PaymentFile
  readonly event: PaymentEvent
}

function decideJudged(rule: Decide, { file, event }: Question, context: Context): Omit<Thought, 'hintsShift'> {
  const decision = rule(file, event, context)
  if (!decision.ok) return { ok: false, file, effects: [] }
  stepIsSound(file, { event, context, decision })
  booksHold(decision.file)
  nothingIsForgotten(decision.file, false)
  return { ok: true, file: decision.file, effects: decision.effects }
}
