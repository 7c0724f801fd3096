/** The store as one process reaches it: slow, away, an answer lost after the write, and the process ended around it. */
import type { PaymentFile } from '../src/core/payment/payment.ts'
import type { NewPayment, Store, Write, Written } from '../src/ports/store.ts'
import type { Dice } from './dice.ts'
import type { StoreFault } from './mix.ts'
import { forEver, Injected, type Node } from './node.ts'

export interface StoreLuck {
  /** What happens to this question; null: it is answered at once. */
  readonly faultOf: (dice: Dice) => StoreFault | null
  readonly dice: Dice
  /** The database answers nobody now. */
  readonly isDown: () => boolean
  /** Hears of what was committed, whoever still lives. */
  readonly committed: (commit: Commit) => void
}

export interface Commit {
  readonly before: PaymentFile | null
  readonly file: PaymentFile
  readonly timeline: Write['timeline']
}

type Body = Pick<Node, 'crash' | 'wait' | 'isAlive'>
type Question = (...args: never[]) => Promise<unknown>

/** Questions of the engine's steps; the others are answered as they are. */
const FAULTY = [
  ...['load', 'paymentOfCancellation', 'cancellationOfKey', 'paymentOfReference', 'attemptsOf', 'nextSerial'],
  ...['insert', 'save', 'claim', 'release', 'recordCall', 'keepWebhook', 'claimWebhooks', 'markWebhooks'],
  ...['netStates', 'changeNet', 'deadlinesPassed', 'untied', 'lastBeat', 'beat'],
] as const satisfies readonly (keyof Store)[]

export function faultyStore(store: Store, body: Body, luck: StoreLuck): Store {
  const told: Store = {
    ...store,
    save: async (write) => tell(luck, write, await store.save(write)),
    insert: async (payment) => tellBirth(luck, payment, await store.insert(payment)),
  }
  const wrapped = FAULTY.map((name) => [name, faulty(told[name] as Question, { name, body, luck })] as const)
  return { ...told, ...Object.fromEntries(wrapped) }
}

function tell(luck: StoreLuck, { before, file, timeline }: Write, written: Written): Written {
  if (written === 'saved') luck.committed({ before, file, timeline })
  return written
}

function tellBirth(luck: StoreLuck, { file, timeline, supersede }: NewPayment, written: Written): Written {
  if (written === 'saved' && supersede !== null) tell(luck, supersede, written)
  if (written === 'saved') luck.committed({ before: null, file, timeline })
  return written
}

interface Around {
  readonly name: keyof Store
  readonly body: Body
  readonly luck: StoreLuck
}

function faulty(question: Question, { name, body, luck }: Around): Question {
  return async (...args) => {
    if (!body.isAlive()) return await forEver()
    if (luck.isDown()) throw new Injected('the database is away')
    const fault = luck.faultOf(luck.dice)
    if (fault === null) return await question(...args)
    return await struck(question, args, { name, body, luck, fault })
  }
}

async function struck(
  question: Question,
  args: never[],
  { name, body, luck, fault }: Around & { fault: StoreFault },
): Promise<unknown> {
  switch (fault) {
    case 'slow':
      await body.wait(luck.dice.between(1, 3_000))
      return await question(...args)
    case 'fails':
      throw new Injected('the connection was lost before')
    case 'lost_answer':
      await question(...args)
      throw new Injected('the connection was lost after')
    case 'lost_race':
      return name === 'save' ? 'lost_race' : await question(...args)
    case 'crash_before':
      body.crash()
      return await forEver()
    case 'crash_after':
      await question(...args)
      body.crash()
      return await forEver()
  }
}
