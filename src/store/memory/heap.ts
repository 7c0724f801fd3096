/** A priority queue: the smallest key first, of equal keys the one that was put in first. */

interface Entry<Item> {
  readonly key: number
  readonly turn: number
  readonly item: Item
}

export interface Heap<Item> {
  readonly size: number
  push(key: number, item: Item): void
  /** The smallest key, or undefined where it is empty. */
  peek(): { readonly key: number; readonly item: Item } | undefined
  pop(): { readonly key: number; readonly item: Item } | undefined
}

export function createHeap<Item>(): Heap<Item> {
  const entries: Entry<Item>[] = []
  let turn = 0
  return {
    get size() {
      return entries.length
    },
    push: (key, item) => {
      turn += 1
      entries.push({ key, turn, item })
      rise(entries)
    },
    peek: () => entries[0],
    pop: () => {
      const [first] = entries
      const last = entries.pop()
      if (first === undefined || last === undefined || entries.length === 0) return first
      entries[0] = last
      sink(entries)
      return first
    },
  }
}

const isBefore = (a: Entry<unknown> | undefined, b: Entry<unknown> | undefined): boolean =>
  a !== undefined && b !== undefined && (a.key < b.key || (a.key === b.key && a.turn < b.turn))

function rise<Item>(entries: Entry<Item>[]): void {
  for (let at = entries.length - 1; at > 0; ) {
    const parent = (at - 1) >> 1
    if (!isBefore(entries[at], entries[parent])) return
    swap(entries, at, parent)
    at = parent
  }
}

function sink<Item>(entries: Entry<Item>[]): void {
  for (let at = 0; ; ) {
    const left = 2 * at + 1
    const right = left + 1
    let least = isBefore(entries[left], entries[at]) ? left : at
    if (isBefore(entries[right], entries[least])) least = right
    if (least === at) return
    swap(entries, at, least)
    at = least
  }
}

function swap<Item>(entries: Entry<Item>[], a: number, b: number): void {
  const [one, other] = [entries[a], entries[b]]
  if (one === undefined || other === undefined) return
  entries[a] = other
  entries[b] = one
}
