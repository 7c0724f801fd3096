/** Visits every state that a model can reach, once, and tells the shortest way to the first that breaks a promise. */

/** One thing that can happen; `run` answers what is then, and throws where a promise breaks on the way. */
export interface Step<State> {
  readonly label: string
  readonly run: () => State
}

export interface Model<State> {
  readonly initial: State
  /** Equal only for states that nothing which can still happen tells apart, however they were reached. */
  readonly key: (state: State) => string
  /** Everything that can happen now; none = an ending. */
  readonly steps: (state: State) => readonly Step<State>[]
  /** Throws where a promise does not hold. */
  readonly judge: (state: State) => void
  /** What kind of ending a state without steps is; throws where it must not be one. */
  readonly endOf: (state: State) => string
}

export interface Report {
  readonly states: number
  /** States at which nothing more can happen. */
  readonly leaves: number
  /** The same, by kind. */
  readonly ends: ReadonlyMap<string, number>
  /** Ways from the beginning to a leaf: every one is an interleaving of its own. */
  readonly interleavings: number
}

/** A promise that broke: why, and the fewest steps that lead from the beginning to it. */
export class Violation extends Error {
  readonly steps: readonly string[]

  constructor(why: string, steps: readonly string[]) {
    super([why, ...steps.map((step, nth) => `  ${nth + 1}. ${step}`)].join('\n'))
    this.name = 'Violation'
    this.steps = steps
  }
}

/** What is kept of a state once its steps were taken: how it was reached first, and what follows it. */
interface Visited {
  readonly parent: number
  readonly label: string
  readonly next: number[]
}

/** Breadth first, so that the first violation has the fewest steps. More than `maxStates` would be a mistake. */
export function explore<State>(model: Model<State>, maxStates: number): Report {
  const visited: Visited[] = [{ parent: 0, label: '', next: [] }]
  const places = new Map([[model.key(model.initial), 0]])
  const ends = new Map<string, number>()
  let level = [{ state: model.initial, place: 0 }]
  while (level.length > 0) {
    const following: typeof level = []
    for (const { state, place } of level) {
      for (const { label, run } of telling(
        () => stepsOrEnd(model, state, ends),
        () => wayTo(visited, place),
      )) {
        const reached = telling(run, () => [...wayTo(visited, place), label])
        const key = model.key(reached)
        const known = places.get(key)
        visited[place]?.next.push(known ?? visited.length)
        if (known !== undefined) continue
        if (visited.length === maxStates) throw new Error(`more than ${maxStates} states: the world is not small`)
        following.push({ state: reached, place: visited.length })
        places.set(key, visited.length)
        visited.push({ parent: place, label, next: [] })
      }
    }
    level = following
  }
  const leaves = [...ends.values()].reduce((all, some) => all + some, 0)
  return { states: visited.length, leaves, ends, interleavings: countWays(visited) }
}

/** Judges the state, and counts it where it is an ending. */
function stepsOrEnd<State>(model: Model<State>, state: State, ends: Map<string, number>): readonly Step<State>[] {
  model.judge(state)
  const steps = model.steps(state)
  if (steps.length > 0) return steps
  const end = model.endOf(state)
  ends.set(end, (ends.get(end) ?? 0) + 1)
  return steps
}

function telling<T>(work: () => T, way: () => readonly string[]): T {
  try {
    return work()
  } catch (error) {
    throw new Violation((error as Error).message, way())
  }
}

function wayTo(visited: readonly Visited[], place: number): string[] {
  const way: string[] = []
  for (let at = visited[place]; at !== undefined && at.label !== ''; at = visited[at.parent]) way.push(at.label)
  return way.reverse()
}

/**
 * Depth first, each state after all that follow it. A state that follows itself is a loop without an end: then not
 * every run would come to a leaf, and what the leaves promise would promise nothing.
 */
function countWays(visited: readonly Visited[]): number {
  const ways: (number | 'open' | undefined)[] = []
  const stack = [0]
  for (let place = stack.at(-1); place !== undefined; place = stack.at(-1)) {
    const next = visited[place]?.next ?? []
    if (ways[place] === undefined) {
      ways[place] = 'open'
      if (next.some((one) => ways[one] === 'open')) throw new Violation('a run without an end', wayTo(visited, place))
      stack.push(...next.filter((one) => ways[one] === undefined))
      continue
    }
    stack.pop()
    if (ways[place] !== 'open') continue
    ways[place] = next.length === 0 ? 1 : next.reduce((sum, one) => sum + Number(ways[one]), 0)
  }
  return Number(ways[0])
}
