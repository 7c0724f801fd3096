/** Figures of many runs: medians, tails, and tables as they stand in the README. */

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** The smallest value that at least `share` of all values do not exceed; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length

/** Three digits that matter: 0.214, 3.07, 41.6, 1,250. */
export function show(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}

export interface Timed<Result> {
  readonly result: Result
  readonly ms: number
}

export async function timed<Result>(work: () => Promise<Result>): Promise<Timed<Result>> {
  const from = performance.now()
  const result = await work()
  return { result, ms: performance.now() - from }
}

/** Prints a Markdown table under a heading. */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]) {
  const cells = [head, ...rows].map((row) => row.map((cell) => (typeof cell === 'number' ? show(cell) : cell)))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  const [first = [], ...rest] = cells
  say(`\n### ${title}\n`)
  say([line(first), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rest.map(line)].join('\n'))
}

export const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
