/** Keeps every row that any table ever held, and dumps the database as text, sealed bytes read as bytes too. */
import pg from 'pg'
import type { Told } from './find.ts'

const TABLES = `
  select c.oid::regclass::text as name, c.relispartition as is_part, c.relkind as kind
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'canary')
  order by 1`

interface Table {
  readonly name: string
  readonly is_part: boolean
  readonly kind: 'r' | 'p'
}

/** From now on a value that rests for a moment only is kept as well. */
export const keepHistory = (connectionString: string): Promise<void> =>
  connected(connectionString, async (client) => {
    await client.query(`
      create schema canary;
      create table canary.history (name text not null, row text not null);
      create function canary.keep() returns trigger language plpgsql as $$
        begin insert into canary.history values (tg_table_name, new::text); return null; end $$;`)
    const { rows } = await client.query<Table>(TABLES)
    for (const { name } of rows.filter(({ is_part }) => !is_part)) {
      await client.query(`create trigger canary after insert or update on ${name}
        for each row execute function canary.keep()`)
    }
  })

/** Every row of every table as it is now, and as it ever was since {@link keepHistory}. */
export const dumpOf = (connectionString: string): Promise<Told[]> =>
  connected(connectionString, async (client) => {
    const { rows: tables } = await client.query<Table>(TABLES)
    const told: Told[] = []
    for (const { name } of tables.filter(({ kind }) => kind === 'r')) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`)
      told.push({ where: `table ${name}`, text: rows.map(({ row }) => readable(row)).join('\n') })
    }
    const { rows } = await client.query<{ row: string; name: string }>('select name, row from canary.history')
    told.push({ where: 'history', text: rows.map(({ name, row }) => `${name} ${readable(row)}`).join('\n') })
    return told
  })

/** A bytea is shown as hex; what it says as bytes comes behind it, so that an encoding within it is found too. */
const readable = (row: string): string =>
  row.replaceAll(/\\+x((?:[0-9a-f]{2})+)/g, (shown, hex) => `${shown} = ${Buffer.from(hex, 'hex').toString('latin1')}`)

async function connected<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
