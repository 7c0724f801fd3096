/** A PostgreSQL of our own that is killed like anything else, and started again on the same data. */
import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type EmbeddedServer, launchEmbedded } from '../src/store/embedded.ts'
import { databaseUrl } from '../test/database-url.ts'
import { makeScratchFolder } from '../test/scratch.ts'

export interface Postgres {
  /** Makes an empty database; its connection string holds through restarts. */
  database(name: string): Promise<string>
  /** `kill -9` of the postmaster; resolves when a new one runs on the same data. */
  killServer(): Promise<void>
  /** `kill -9` of one connection's process: the server throws everyone out, recovers and goes on by itself. */
  killBackend(): Promise<void>
  close(): Promise<void>
}

const START_TRIES = 5

export async function startPostgres(): Promise<Postgres> {
  const dataDir = makeScratchFolder('maedeup-chaos-')
  // As in production (fsync too), with room for four processes.
  const settings = { max_connections: 150, shared_buffers: '64MB' }
  const launch = async (): Promise<EmbeddedServer> => await launchEmbedded({ dataDir, settings })
  let server = await launch()
  const admin = async <Row extends pg.QueryResultRow>(statement: string): Promise<Row[]> => {
    const client = new pg.Client({ connectionString: databaseUrl(server.connectionString, 'postgres') })
    client.on('error', () => {})
    await client.connect()
    try {
      return (await client.query<Row>(statement)).rows
    } finally {
      await client.end().catch(() => {})
    }
  }
  return {
    database: async (name) => {
      await admin(`create database ${name}`)
      return databaseUrl(server.connectionString, name)
    },
    killServer: async () => {
      process.kill(server.pid, 'SIGKILL')
      for (let tries = 1; ; tries += 1) {
        try {
          server = await launch()
          return
        } catch (error) {
          if (tries >= START_TRIES) throw error
          await sleep(500)
        }
      }
    },
    killBackend: async () => {
      const busy = "select pid from pg_stat_activity where application_name like 'maedeup%' order by state, random()"
      const [one] = await admin<{ pid: number }>(`${busy} limit 1`)
      if (one !== undefined) process.kill(one.pid, 'SIGKILL')
    },
    close: async () => {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
