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

export const createTestDatabase = (): Promise<TestDatabase> => createFrom(TEMPLATE)

/** A backup, restored: everything that was committed by now. Connections break and are opened again by their pools. */
export async function copyTestDatabase({ connectionString }: Pick<TestDatabase, 'connectionString'>) {
  const name = /\/(t_[0-9a-f]+)(\?|$)/.exec(connectionString)?.[1]
  if (name === undefined) throw new Error(`${connectionString} names no test database`)
  await administer(`alter database ${name} allow_connections false`)
  try {
    await administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
    return await createFrom(name)
  } finally {
    await administer(`alter database ${name} allow_connections true`)
  }
}

async function createFrom(template: string): Promise<TestDatabase> {
  const name = `t_${randomUUID().replaceAll('-', '')}`
  await administer(`create database ${name} template ${template} strategy file_copy`)
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
