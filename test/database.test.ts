/** The tests' own databases: separate, migrated, gone afterwards. */
import pg from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase } from './database.ts'

async function query(connectionString: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

test('what one test file writes, another does not see', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()])
  await query(one.connectionString, 'create table seen as select 1 as n')
  await expect(query(other.connectionString, 'select * from seen')).rejects.toThrow('does not exist')
  expect(await query(one.connectionString, 'select * from seen')).toEqual([{ n: 1 }])
  await Promise.all([one.drop(), other.drop()])
})

test('a dropped database is gone even while someone is connected', async () => {
  const database = await createTestDatabase()
  const client = new pg.Client({ connectionString: database.connectionString })
  client.on('error', () => {})
  await client.connect()
  await database.drop()
  await expect(query(database.connectionString, 'select 1')).rejects.toThrow('does not exist')
})

test('Korean is stored, compared and searched as Korean', async () => {
  const database = await createTestDatabase()
  await query(database.connectionString, 'create extension if not exists pg_trgm')
  const found = await query(
    database.connectionString,
    "select '매듭 게스트하우스 예약' ilike '%게스트%' as hit, show_trgm('예약') <> '{}' as trigrams, upper('é') as upper",
  )
  expect(found).toEqual([{ hit: true, trigrams: true, upper: 'É' }])
  await database.drop()
})
