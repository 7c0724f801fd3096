/** A database of one's own for a test file: migrated, empty, made in milliseconds. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { databaseUrl, TEMPLATE } from './database-url.ts'

export interface TestDatabase {
  readonly connectionString: string
  /** Drops it, whoever is still connected. */
  readonly drop: () => Promise<void>
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `t_${randomUUID().replaceAll('-', '')}`
  await administer(`create database ${name} template ${TEMPLATE} strategy file_copy`)
  return {
    connectionString: databaseUrl(inject('postgresUrl'), name),
    drop: () => administer(`drop database if exists ${name} with (force)`),
  }
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') })
  client.on('error', () => {}) // The query that it breaks says so itself.
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
