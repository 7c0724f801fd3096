/**
 * Kills real processes and real PostgreSQL, and tells what came of it.
 * `npm run chaos -- --seed N --seconds N` (each part under load so long), `--long` (every site, 10 min under load),
 * `--part failpoints|services|postgres`, `--only <part of a failpoint's name>`.
 */
import { parseArgs } from 'node:util'
import { killEverywhere } from './kills.ts'
import type { Settled } from './lane.ts'
import { killUnderLoad, type LoadOptions } from './load.ts'
import { startPostgres } from './postgres.ts'
import { allSites, shareOfSites } from './sites.ts'

const LONG_SECONDS = 600
const USUAL_SECONDS = 60
/** As fast as processes come back · as the promise says. */
const EVERY_SECONDS = { service: [0.5, 4], postgres: [20, 40] } as const

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string' },
    long: { type: 'boolean', default: false },
    part: { type: 'string' },
    only: { type: 'string', default: '' },
  },
})
const seed = Number(values.seed)
const seconds = Number(values.seconds ?? (values.long ? LONG_SECONDS : USUAL_SECONDS))
const say = (line: string) => void process.stdout.write(`${line}\n`)
const postgres = await startPostgres()
let wrongs = 0

try {
  if (isAsked('failpoints')) await failpoints()
  if (isAsked('services')) await underLoad('service')
  if (isAsked('postgres')) await underLoad('postgres')
} finally {
  await postgres.close()
}
process.exit(wrongs === 0 ? 0 : 1)

function isAsked(part: string): boolean {
  return values.part === undefined || values.part === part
}

async function failpoints(): Promise<void> {
  const sites = (values.long ? allSites() : shareOfSites(seed)).filter(({ point }) => point.includes(values.only))
  const { kills, orders, unreached, settled } = await killEverywhere({ postgres, seed, sites, lanes: 2, say })
  for (const name of unreached) say(`not reached: ${name}`)
  wrongs += unreached.length
  say(`failpoints, seed ${seed}: ${kills} kills at ${sites.length} sites, ${orders} orders`)
  for (const one of settled) tell(one)
}

async function underLoad(victim: LoadOptions['victim']): Promise<void> {
  const everySeconds = EVERY_SECONDS[victim]
  const done = await killUnderLoad({ postgres, seed, seconds, victim, everySeconds, say })
  const { kills, orders, refunds, acknowledged, deaths, settled } = done
  say(`${victim} killed for ${seconds} s, seed ${seed}: ${kills} kills, ${deaths} service processes ended`)
  say(`  ${orders} orders, ${refunds} refunds under a key, ${acknowledged} acknowledged calls`)
  tell(settled)
}

function tell({ wrong, realMs, simulatedMs }: Settled): void {
  for (const what of wrong) say(`  WRONG: ${what}`)
  wrongs += wrong.length
  const real = (realMs / 1_000).toFixed(1)
  say(`  settled after ${real} s, in which the clock was moved on by ${simulatedMs / 1_000} s; ${wrong.length} wrong`)
}
