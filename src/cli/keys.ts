/** API keys: made here, shown once, stored as hashes. The development key is good in development only. */
import { createHash } from 'node:crypto'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import type { Store } from '../ports/store.ts'

export const DEVELOPMENT_KEY = 'mk_dev_maedeup'
const DEVELOPMENT_KEY_ID = 'key_dev'

/** 24 bytes are 192 bits: nobody guesses them, so one SHA-256 is enough at rest. */
const KEY_BYTES = 24
const ID_BYTES = 6
const HINT_LENGTH = 10

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex')

/** Makes a key; the text is returned this once. */
export async function createKey(store: Store, random: Random, name: string): Promise<{ id: string; key: string }> {
  const id = `key_${Buffer.from(random.bytes(ID_BYTES)).toString('hex')}`
  const key = `mk_live_${Buffer.from(random.bytes(KEY_BYTES)).toString('base64url')}`
  await store.addApiKey({ id, name, hash: hashOf(key), hint: `${key.slice(0, HINT_LENGTH)}…` })
  return { id, key }
}

export async function allowDevelopmentKey(store: Store): Promise<void> {
  const hash = hashOf(DEVELOPMENT_KEY)
  await store.addApiKey({ id: DEVELOPMENT_KEY_ID, name: 'development', hash, hint: DEVELOPMENT_KEY })
}

/** A database that was used in development may still know the key that the whole world knows. */
export async function refuseDevelopmentKey(store: Store, clock: Clock): Promise<void> {
  await store.revokeApiKey(DEVELOPMENT_KEY_ID, clock.now())
}
