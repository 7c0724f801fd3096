/** Runs worlds one after the other, of the tree that it stands in, and tells its parent which one breaks a promise. */
import { runWorld } from '../world.ts'
import { type Report, WORLD } from './report.ts'

const [first = 0, payments = 0] = process.argv.slice(2).map(Number)
for (let done = 0; done < payments; done += WORLD) {
  const world = { seed: first + done / WORLD, payments: Math.min(WORLD, payments - done) }
  const report = { seed: world.seed, payments: done + world.payments, broken: [], detail: '' }
  await tell(report)
  const { violations } = await runWorld(world)
  const [violation] = violations
  if (violation === undefined) continue
  await tell({ ...report, broken: [...new Set(violations.map(({ promise }) => promise))], detail: violation.detail })
  break
}
process.exit(0)

function tell(report: Report): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(report, undefined, undefined, () => resolve())
  })
}
