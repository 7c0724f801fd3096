/** The pool: a connection that breaks is heard of by whoever uses it, and ends no process. */
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { createPool } from './pool.ts'

let database: TestDatabase
let outside: pg.Client
beforeAll(async () => {
  database = await createTestDatabase()
  outside = new pg.Client({ connectionString: database.connectionString })
  await outside.connect()
})
afterAll(async () => {
  await outside.end()
  await database.drop()
})

it('a connection that is cut off while it is in use fails its next statement, and the pool goes on', async () => {
  const heard: string[] = []
  const pool = createPool(database.connectionString, ({ message }) => void heard.push(message))
  const client = await pool.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const ended = new Promise((resolve) => client.once('end', resolve))
  await outside.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await ended
  await expect(client.query('select 1')).rejects.toThrow()
  client.release(true)
  expect((await pool.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }])
  await pool.end()
})

it('one that is cut off in the middle of a statement fails that statement', async () => {
  const pool = createPool(database.connectionString, () => {})
  const client = await pool.connect()
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const sleeping = expect(client.query('select pg_sleep(30)')).rejects.toThrow(/terminat/)
  await outside.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await sleeping
  client.release(true)
  await pool.end()
})
