/** What every store promises: the same questions to PostgreSQL and to the one in memory. */
import { beforeAll } from 'vitest'
import { describeBeside } from './beside.ts'
import type { Stored } from './files.ts'
import { describeWork } from './work.ts'
import { describeWrites } from './writes.ts'

export function describeStore(name: string, open: () => Promise<Stored>): void {
  let opened: Stored | undefined
  beforeAll(async () => {
    opened = await open()
  })
  const stored = (): Stored => {
    if (opened === undefined) throw new Error('the store is not open yet')
    return opened
  }
  describeWrites(name, stored)
  describeWork(name, stored)
  describeBeside(name, stored)
}
