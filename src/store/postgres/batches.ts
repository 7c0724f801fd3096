/** Group commit: what is asked while a statement is under way goes together in the next one. */

export interface BatchOptions<Item, Result> {
  /** Answers one result for each item, in their order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>
  /** So many go together at the most. */
  readonly most: number
}

interface Asked<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/** One statement at a time. Where a batch fails each is tried alone, so that one bad item fails alone. */
export function createBatches<Item, Result>({ run, most }: BatchOptions<Item, Result>) {
  const waiting: Asked<Item, Result>[] = []
  let isRunning = false

  const runAll = async (asked: readonly Asked<Item, Result>[]): Promise<void> => {
    try {
      const results = await run(asked.map(({ item }) => item))
      for (const [index, one] of asked.entries()) one.resolve(results[index] as Result)
    } catch (error) {
      if (asked.length === 1) for (const one of asked) one.reject(error)
      else for (const one of asked) await runAll([one])
    }
  }
  const drain = async (): Promise<void> => {
    isRunning = true
    while (waiting.length > 0) await runAll(waiting.splice(0, most))
    isRunning = false
  }
  return (item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      if (!isRunning) void drain()
    })
}
