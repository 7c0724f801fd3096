/** The store on PostgreSQL keeps the promises that every store makes. */
import { afterAll } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { describeStore } from '../../../test/store/contract.ts'
import { systemRandom } from '../../engine/system.ts'
import type { Store } from '../../ports/store.ts'
import { openVault } from '../vault.ts'
import { openPostgresStore } from './store.ts'

const SECRET = 'a secret for tests that is long enough'

let database: TestDatabase | undefined
let store: Store | undefined
afterAll(async () => {
  await store?.close()
  await database?.drop()
})

describeStore('PostgreSQL', async () => {
  const { connectionString } = await createTestDatabase().then((made) => {
    database = made
    return made
  })
  const open = () =>
    openPostgresStore({ connectionString, vault: openVault([SECRET]), random: systemRandom, onTrouble: () => {} })
  store = await open()
  return { store, another: open }
})
