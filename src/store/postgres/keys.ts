/** API keys, stored as hashes, and the fingerprint of the secret that sealed this database. */
import { type Kysely, sql } from 'kysely'
import type { Instant } from '../../core/time.ts'
import type { ApiKey } from '../../ports/store.ts'
import type { Vault } from '../vault.ts'
import type { Database } from './database.ts'
import { at, maybeAt } from './rows.ts'

/** Adding a key that is there already only makes it valid again (the development key is added at every start). */
export async function addApiKey(
  db: Kysely<Database>,
  key: { id: string; name: string; hash: string; hint: string },
): Promise<void> {
  await db
    .insertInto('api_keys')
    .values({ ...key, revoked_at: null })
    .onConflict((conflict) => conflict.column('hash').doUpdateSet({ revoked_at: null }))
    .execute()
}

export async function findApiKey(db: Kysely<Database>, hash: string): Promise<ApiKey | null> {
  const row = await selectKeys(db).where('hash', '=', hash).where('revoked_at', 'is', null).executeTakeFirst()
  return row === undefined ? null : toKey(row)
}

export const apiKeys = async (db: Kysely<Database>): Promise<ApiKey[]> =>
  (await selectKeys(db).orderBy('created_at').execute()).map(toKey)

export async function revokeApiKey(db: Kysely<Database>, id: string, time: Instant): Promise<boolean> {
  const result = await db
    .updateTable('api_keys')
    .set({ revoked_at: new Date(time) })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}

/**
 * Remembers the newest secret's fingerprint. False where the database was sealed with a secret that is not among ours:
 * going on would lose what later net cancels need.
 */
export async function ownsDatabase(db: Kysely<Database>, vault: Vault): Promise<boolean> {
  const ours = vault.fingerprints('maedeup instance')
  const newest = ours[0] ?? ''
  await sql`insert into instance (secret_fingerprint) values (${newest}) on conflict do nothing`.execute(db)
  const row = await db.selectFrom('instance').select('secret_fingerprint').executeTakeFirstOrThrow()
  if (!ours.includes(row.secret_fingerprint)) return false
  await db.updateTable('instance').set({ secret_fingerprint: newest }).execute()
  return true
}

const selectKeys = (db: Kysely<Database>) =>
  db.selectFrom('api_keys').select(['id', 'name', 'hint', 'created_at', 'revoked_at'])

const toKey = (row: { id: string; name: string; hint: string; created_at: Date; revoked_at: Date | null }): ApiKey => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  createdAt: at(row.created_at),
  revokedAt: maybeAt(row.revoked_at),
})
