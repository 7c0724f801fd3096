/** API keys, stored as hashes, and the fingerprints of the secrets that sealed this database. */
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

const INSTANCE = 'maedeup instance'

/**
 * Remembers our newest secret, and the one before it until {@link forgetOlderSecrets}. Answers in words where something
 * is sealed with a secret that is not among ours: going on would lose what later net cancels and refunds need.
 */
export async function secretProblem(db: Kysely<Database>, vault: Vault): Promise<string | null> {
  const ours = vault.fingerprints(INSTANCE)
  const newest = ours[0] ?? ''
  await sql`insert into instance (secret_fingerprint) values (${newest}) on conflict do nothing`.execute(db)
  await sql`update instance set secret_fingerprint = ${newest},
      older_fingerprints = array_remove(array_append(older_fingerprints, secret_fingerprint), ${newest})
    where secret_fingerprint <> ${newest}
      and array_append(older_fingerprints, secret_fingerprint) <@ ${ours}::text[]`.execute(db)
  const row = await db.selectFrom('instance').selectAll().executeTakeFirstOrThrow()
  if (!ours.includes(row.secret_fingerprint)) return WRITTEN_WITH_ANOTHER
  return row.older_fingerprints.every((one) => ours.includes(one)) ? null : STILL_SEALED_WITH_AN_OLDER
}

const WRITTEN_WITH_ANOTHER =
  'this database was written with another MAEDEUP_SECRET; start with that one (or give it as the previous one)'
const STILL_SEALED_WITH_AN_OLDER =
  'something in this database may still be sealed with an older MAEDEUP_SECRET; give it as MAEDEUP_SECRET_PREVIOUS, ' +
  'and run `maedeup reseal` before you leave it out'

/** Nothing is sealed with them any more. False where a process with another newest secret has started meanwhile. */
export async function forgetOlderSecrets(db: Kysely<Database>, vault: Vault): Promise<boolean> {
  const result = await db
    .updateTable('instance')
    .set({ older_fingerprints: [] })
    .where('secret_fingerprint', '=', vault.fingerprints(INSTANCE)[0] ?? '')
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
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
