/** The store in memory keeps the promises that PostgreSQL keeps. */
import { NOON } from '../../../test/core.ts'
import { describeStore } from '../../../test/store/contract.ts'
import { createMemoryDatabase } from './store.ts'

describeStore('memory', async () => {
  const database = createMemoryDatabase(() => NOON)
  return { store: database.open(), another: async () => database.open() }
})
