/** The bugs to plant: each fits the code of today, and the quickest are caught here; the rest by `plant.ts`. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { plantedIn } from './bug.ts'
import { BUGS } from './bugs.ts'
import { type Field, makeField } from './field.ts'
import { renderPage, summaryOf } from './page.ts'

const root = join(import.meta.dirname, '..', '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The issue that asked for them: at least so many. */
const LEAST = 40

/** Caught in the first world or two. */
const QUICK = ['drop the version fence', 'a refund is stored without its key', 'cancels of others are not seen']
const SEEDS = { seed: 1_000, payments: 500 }

describe('bugs to plant', () => {
  it('are many, and each has a name of its own', () => {
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length)
    expect(BUGS.length).toBeGreaterThanOrEqual(LEAST)
  })

  it.each(BUGS)('$name: fits the code in one place', (bug) => {
    const sound = read(bug.file)
    expect(plantedIn(sound, bug)).not.toBe(sound)
  })

  it('say so by name when they do not fit any more', () => {
    const [bug] = BUGS
    if (bug === undefined) throw new Error('no bugs')
    expect(() => plantedIn('', bug)).toThrow(`"${bug.name}" fits ${bug.file} in 0 places`)
    expect(() => plantedIn(bug.from + bug.from, bug)).toThrow('in 2 places')
    expect(() => plantedIn(bug.from, { ...bug, to: bug.from })).toThrow('changes nothing')
  })

  it('are all on the page that says what catches them', () => {
    const page = read('docs/internals/planted-bugs.md')
    for (const { name, file } of BUGS) expect(page).toContain(`| ${name} | \`${file}\` | `)
  })
})

describe('a planted bug', () => {
  const field: Field = makeField()
  afterAll(() => field.remove())

  it('is what is caught: without one nothing is', async () => {
    expect(await field.hunt(SEEDS)).toMatchObject({ by: null, payments: SEEDS.payments })
  })

  it.each(QUICK)('is caught: %s', async (name) => {
    const bug = BUGS.find((one) => one.name === name)
    expect(bug).toBeDefined()
    const hunted = await field.hunt(SEEDS, bug)
    expect(hunted.by).not.toBeNull()
    expect(hunted.payments).toBeLessThanOrEqual(SEEDS.payments)
  })

  it('that is no program any more is not caught, but an error', async () => {
    const file = 'src/core/money.ts'
    const broken = { name: 'broken', file, from: read(file), to: 'this is no program' }
    await expect(field.hunt(SEEDS, broken)).rejects.toThrow('does not even start')
  })
})

describe('the page', () => {
  const [bug] = BUGS
  const hunted = { by: 'one effect per intent', detail: '', seed: 7, payments: 250 }
  const all = [
    { bug: bug as (typeof BUGS)[number], hunted },
    { bug: bug as (typeof BUGS)[number], hunted: { ...hunted, by: null } },
  ]
  const run = { seed: 7, payments: 10_000, commit: 'abc', machine: '2 cores', seconds: 3 }

  it('says how many were caught, by what, and what was not', () => {
    expect(summaryOf(all, run)).toBe('1 of 2 caught (50 %), 3 s')
    const page = renderPage(all, run)
    expect(page).toContain('| one effect per intent | 250 | 7 |')
    expect(page).toContain('| **nothing** |  |  |')
  })
})
