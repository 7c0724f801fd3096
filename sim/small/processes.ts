/** Our processes as step machines: what each may do next, what a crash takes from it, and when time passes. */
import { attentionOf, placeHolder } from '../../src/core/payment/attention.ts'
import type { PaymentEvent } from '../../src/core/payment/decide.ts'
import type { Policy } from '../../src/core/payment/draft.ts'
import { actsOf } from '../../src/core/payment/inquire.ts'
import type { PaymentFile, Reason } from '../../src/core/payment/payment.ts'
import { after, later, SECOND_MS } from '../../src/core/time.ts'
import type { Profile } from '../profiles.ts'
import { finish } from './acts.ts'
import { gistOf, stateOf } from './books.ts'
import type { Step } from './explore.ts'
import { answersOf, arrive, CANNOT_BE_ASKED, eventOf, fatesOf, lateOf } from './line.ts'
import type { Mind } from './mind.ts'
import { aged, memoryOf, NOW, plainBooks } from './plain.ts'
import { type Asking, type Doing, doingOf, type Late, type Left, type State, type Task } from './state.ts'

/** What holds for all states of a world, and is worked with in every step. */
export interface Workshop {
  readonly profile: Profile
  readonly policy: Policy
  readonly mind: Mind
}

/** What the provider takes ends within this: the first looks, with all that can happen between them. */
const PENDING_MS = 30 * SECOND_MS

const WORKER = 'worker'
/** DESIGN §5, as in src/engine/attend.ts. */
const MIN_LEASE_MS = 90 * SECOND_MS
const CALLS_PER_LOOK = 4

/** Everything that our processes, the lines and time can do. */
export function stepsOf(shop: Workshop, state: State): Step<State>[] {
  return [
    ...state.tasks.flatMap((task) => stepsOfTask(shop, state, task)),
    ...claimSteps(shop, state),
    ...lateSteps(shop, state),
    ...pendingSteps(state),
    ...crashSteps(shop, state),
    ...timeSteps(shop, state),
  ]
}

/** Commits what an event leads to, for whoever brings it; what it asks for is done next by the same process. */
export function commit(shop: Workshop, state: State, happened: { event: PaymentEvent; by: Task | string }): State {
  const { event, by } = happened
  const task = typeof by === 'string' ? null : by
  const thought = shop.mind.think(state.file, event)
  const next: Task[] = thought.effects.flatMap((effect) => {
    const doing = doingOf(effect, thought.file)
    return doing === null ? [] : [{ ...doing, of: task?.of ?? String(by), lease: task?.lease ?? null, before: NOW }]
  })
  const others = state.tasks.filter((one) => one !== task).map((one) => shifted(one, thought.hintsShift))
  const isOver = next.length === 0 && task?.lease != null && task.lease === state.leasedUntil
  const isKnown = task?.do === 'fold' ? task.saw === gistOf(state.books) : state.isSeen
  return {
    ...state,
    file: thought.file,
    isSeen: thought.file.payment.hold !== null && isKnown,
    tasks: [...others, ...next],
    leasedUntil: isOver ? null : state.leasedUntil,
  }
}

/** The counters of the file were set back to zero, and with them what was read of them. */
const shifted = (task: Task, by: number): Task =>
  by === 0 || !('hintsHeard' in task) ? task : { ...task, hintsHeard: Math.max(0, task.hintsHeard - by) }

function stepsOfTask(shop: Workshop, state: State, task: Task): Step<State>[] {
  const step = (label: string, run: () => State): Step<State> => ({ label: `${task.of}: ${label}`, run })
  switch (task.do) {
    case 'start':
      return [
        step('begins the cancellation', () =>
          commit(shop, state, { event: { type: 'start_cancellation', cancellationId: task.id }, by: task }),
        ),
      ]
    case 'send':
      return sendSteps(shop, state, task)
    case 'write':
      return [step(`writes ${task.event.type}`, () => commit(shop, state, { event: task.event, by: task }))]
    case 'look':
      return [step('declares the call lost', () => lookAtCut(shop, state, task))]
    case 'ask':
      return askSteps(shop.profile, state, task)
    case 'fold': {
      const event = { type: 'inquiry_outcome', ...askingOf(task), outcome: task.outcome } as const
      return [step('writes what the inquiry said', () => commit(shop, state, { event, by: task }))]
    }
  }
}

type Kind<Do extends Doing['do']> = Extract<Task, { do: Do }>

const replaced = (state: State, task: Task, ...by: readonly Task[]): readonly Task[] => [
  ...state.tasks.filter((one) => one !== task),
  ...by,
]

const spend = ({ left }: State, faults: number): Left => ({ ...left, faults: left.faults - faults })

function sendSteps({ profile, policy }: Workshop, state: State, task: Kind<'send'>): Step<State>[] {
  const { books } = state
  const { sent, of, lease } = task
  const fates = fatesOf({ sent, books, profile, now: NOW }, state.left)
  return fates.map((fate) => ({
    label: `${of}: ${sent.call} ${fate.label}`,
    run: () => {
      const event = eventOf(sent, fate.outcome)
      const write = { do: 'write', event, of, lease, before: after(NOW, policy.callLifeMs) } as const
      const late = { ...write, before: null } as const
      const echo = { ...late, of: `${of} again`, lease: null } as const
      const tasks = fate.told === 'twice' ? [write, echo] : fate.told === 'late' ? [late] : [write]
      const onItsWay = fate.isOnItsWay ? [lateOf(profile, sent)] : []
      return {
        ...state,
        books: fate.books,
        tasks: replaced(state, task, ...tasks),
        late: [...state.late, ...onItsWay],
        isSeen: false,
        left: { ...spend(state, fate.costs), pending: state.left.pending - (fate.isTaken ? 1 : 0) },
      }
    },
  }))
}

function askSteps(profile: Profile, state: State, task: Kind<'ask'>): Step<State>[] {
  const { books, file } = state
  const { of, lease } = task
  const { connectTimeoutMs, readTimeoutMs, inquiry } = profile.capabilities
  const before = after(NOW, connectTimeoutMs + readTimeoutMs.inquire)
  const askable = file.payment.providerRef !== null || inquiry.byOrder
  const answers = askable ? answersOf({ books, profile, now: NOW }, state.left.faults > 0) : [CANNOT_BE_ASKED]
  return answers.map(({ label, costs, outcome, told, isWhole }) => ({
    label: `${of}: inquiry (${task.reason}) ${label}`,
    run: () => {
      const saw = isWhole ? gistOf(books) : null
      const fold = { do: 'fold', ...askingOf(task), outcome, saw, of, lease } as const
      const tasks = replaced(state, task, { ...fold, before: told === 'late' ? null : before })
      return { ...state, tasks, left: spend(state, costs) }
    },
  }))
}

/** The worker claims what is due, if nobody else has it, and reads why (src/engine/attend.ts, look.ts). */
function claimSteps(shop: Workshop, state: State): Step<State>[] {
  const { file, leasedUntil } = state
  const { callLifeMs } = shop.policy
  const attention = attentionOf(file)
  if (attention === null || attention.dueAt > NOW || (leasedUntil !== null && leasedUntil > NOW)) return []
  const { reason } = attention
  const lease = after(NOW, Math.max(MIN_LEASE_MS, CALLS_PER_LOOK * callLifeMs))
  const task: Task = { ...lookOf(shop, file, reason), of: WORKER, lease, before: NOW }
  const claimed = (): State => ({ ...state, tasks: [...state.tasks, task], leasedUntil: lease })
  return [{ label: `${WORKER}: claims (${reason})`, run: claimed }]
}

/** The worker's one step, as it follows from what it has read. */
function lookOf(shop: Workshop, file: PaymentFile, reason: Reason): Doing {
  const holder = placeHolder(file.cancellations)
  if (reason === 'cancellation_unsettled' && holder?.state === 'sending') return { do: 'look', id: holder.id, reason }
  const event = decisionOf(shop, file, reason)
  return event === null ? { do: 'ask', ...readOf(file, reason) } : { do: 'write', event }
}

/** What a look decides without asking anybody; null where it asks. */
function decisionOf({ profile }: Workshop, { cancellations }: PaymentFile, reason: Reason): PaymentEvent | null {
  switch (reason) {
    case 'return_missing':
      return profile.capabilities.moneyMoves === 'in_window' ? null : { type: 'expire', by: 'time' }
    case 'order_missing':
      return { type: 'orphan_due', verdict: { kind: 'not_asked' } }
    case 'refund_account_needed':
      return { type: 'remind_account' }
    case 'refund_due':
      return { type: 'refund_due' }
    case 'cancellation_queued':
    case 'cancellation_retry': {
      const oldest = cancellations.find(({ state }) => state === 'queued')
      if (oldest === undefined) throw new Error('nothing is queued')
      return { type: 'start_cancellation', cancellationId: oldest.id }
    }
    default:
      return null
  }
}

/** The call is declared lost, and asked about with what is read after that; the lease goes on. */
function lookAtCut(shop: Workshop, state: State, task: Kind<'look'>): State {
  const lost = commit(shop, state, { event: { type: 'call_lost', cancellationId: task.id }, by: task })
  const { of, lease } = task
  const asking = { do: 'ask', ...readOf(lost.file, task.reason), of, lease, before: NOW } as const
  return { ...lost, tasks: [...lost.tasks, asking], leasedUntil: state.leasedUntil }
}

const readOf = (file: PaymentFile, reason: Reason): Asking => ({
  reason,
  hintsHeard: file.payment.hintsHeard,
  acts: actsOf(file),
})

const askingOf = ({ reason, hintsHeard, acts }: Asking): Asking => ({ reason, hintsHeard, acts })

function lateSteps({ profile }: Workshop, state: State): Step<State>[] {
  return state.late.map((one) => ({
    label: `the late ${one.sent.call} takes effect`,
    run: () => {
      const { books } = arrive({ sent: one.sent, books: state.books, profile, now: NOW }, 'done')
      return { ...state, books, isSeen: false, late: state.late.filter((other) => other !== one) }
    },
  }))
}

function pendingSteps(state: State): Step<State>[] {
  const pending = state.books.entries.filter((one) => stateOf(one) === 'pending')
  return pending.flatMap(({ id }) =>
    (['done', 'failed'] as const).map((end) => ({
      label: `the provider ends ${id}: ${end}`,
      run: () => ({ ...state, isSeen: false, books: finish(state.books, id, { at: NOW, state: end }) }),
    })),
  )
}

/** All of our processes end, or one of them; a request may be on its way at that moment, and arrive without us. */
function crashSteps(shop: Workshop, state: State): Step<State>[] {
  const { tasks, left } = state
  if (left.crashes === 0 || tasks.length === 0) return []
  const crash = (label: string, ended: readonly Task[], onItsWay: readonly Late[]): Step<State> => ({
    label,
    run: () => ({
      ...state,
      tasks: tasks.filter((one) => !ended.includes(one)),
      late: [...state.late, ...onItsWay],
      left: { ...left, crashes: left.crashes - 1 },
    }),
  })
  const either = (label: string, ended: readonly Task[]): Step<State>[] => {
    const onItsWay = ended.flatMap((one) => (one.do === 'send' ? [lateOf(shop.profile, one.sent)] : []))
    const alone = crash(label, ended, [])
    return onItsWay.length === 0 ? [alone] : [alone, crash(`${label} in the call`, ended, onItsWay)]
  }
  const each = tasks.length === 1 ? [] : tasks.flatMap((task) => either(`${task.of} crashes`, [task]))
  return [...either('all crash', tasks), ...each]
}

/** Time goes on to the next moment at which somebody could act, unless something must come to its end before. */
function timeSteps(shop: Workshop, state: State): Step<State>[] {
  const { file, tasks, late, books, leasedUntil, isSeen } = state
  const attention = attentionOf(file)
  if (attention === null || isSeen) return []
  const lease = leasedUntil !== null && leasedUntil > NOW ? leasedUntil : NOW
  const target = later(attention.dueAt, lease)
  if (target <= NOW) return []
  const pending = books.entries.filter((one) => stateOf(one) === 'pending')
  const mayPass =
    tasks.every(({ before }) => before === null || target < before) &&
    late.every(({ until }) => target <= until) &&
    pending.every(({ changes }) => target <= after(changes[0]?.at ?? NOW, PENDING_MS))
  return mayPass ? [{ label: `${(target - NOW) / SECOND_MS} s later`, run: () => pass(shop, state, target - NOW) }] : []
}

/** Everything is older; what no rule asks for any more is forgotten. */
export function pass({ mind }: Workshop, state: State, ms: number): State {
  const { policy, memory } = mind
  const older = aged(state, ms, memoryOf(policy, memory))
  const then = { ...older, file: mind.know(older.file) }
  return memory === 'everything' ? then : { ...then, books: plainBooks(then, policy) }
}
