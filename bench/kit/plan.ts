/** The plan of a statement of the store: the very text that the store sends, explained with its parameters. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely'
import pg from 'pg'
import type { Database } from '../../src/store/postgres/database.ts'

/** Explains the last statement that `query` sends, as prepared: the store names its statements (pool.ts). */
export async function explain(sql: pg.Client, query: (db: Kysely<Database>) => Promise<unknown>): Promise<string> {
  const { sql: text, parameters } = await capture(query)
  await sql.query('begin')
  try {
    await sql.query('set local plan_cache_mode = force_generic_plan')
    await sql.query(`prepare explained as ${text}`)
    const values = parameters.length === 0 ? '' : `(${parameters.map(literal).join(', ')})`
    const { rows } = await sql.query(`explain (analyze, buffers) execute explained${values}`)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  } finally {
    await sql.query('rollback')
    await sql.query('deallocate all')
  }
}

function literal(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `array[${value.map(literal).join(', ')}]::text[]`
  return pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value))
}

async function capture(query: (db: Kysely<Database>) => Promise<unknown>): Promise<CompiledQuery> {
  const sent: CompiledQuery[] = []
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new YesDriver(),
      createIntrospector: (one) => new PostgresIntrospector(one),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: ({ query: one }) => void sent.push(one),
  })
  await query(db).catch(() => undefined) // The answer is none that a query can do anything with.
  const last = sent.at(-1)
  if (last === undefined) throw new Error('the function sent no statement')
  return last
}

/** Answers each statement with one row that says that an asked-for lock was got. */
class YesDriver extends DummyDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection()
    return {
      executeQuery: async <Row>() => ({ rows: [{ got: true }] as Row[] }),
      streamQuery: connection.streamQuery.bind(connection),
    }
  }
}
