/** Encrypts what must not be readable in the database: AES-256-GCM, the key's id in front, rotation by several keys. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'

export interface Vault {
  /** Encrypts with the newest key. `context` is authenticated, so a value cannot be moved to another row. */
  seal(plain: string, context: string, nonce: Uint8Array): Buffer
  /** Throws where the key is unknown or the bytes were changed. */
  open(sealed: Buffer, context: string): string
  /** The same under the newest key; null where it is sealed with that one already. Throws where {@link open} does. */
  reseal(sealed: Buffer, context: string, nonce: Uint8Array): Buffer | null
  /**
   * Keyed fingerprints of a text, hex, by newest secret first: equal texts share them, and nobody else can compute
   * them. Store the first; compare with all, so that a change of secret forgets nothing.
   */
  fingerprints(text: string): readonly string[]
}

/** AES-GCM's nonce; fresh random bytes for each seal. */
export const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_ID_BYTES = 4
/** Shorter secrets can be guessed. */
const MIN_SECRET_CHARACTERS = 32

interface Key {
  readonly id: Buffer
  readonly key: Buffer
}

/** A vault over `secrets`, newest first; older ones still open what they sealed. */
export function openVault(secrets: readonly string[]): Vault {
  const newest = secrets[0]
  if (newest === undefined || secrets.some((secret) => secret.length < MIN_SECRET_CHARACTERS)) {
    throw new Error(`MAEDEUP_SECRET needs at least ${MIN_SECRET_CHARACTERS} characters (try: openssl rand -base64 32)`)
  }
  const keys = secrets.map(keyOf)
  const first = keyOf(newest)
  const macKeys = secrets.map((secret) => derive(secret, 'fingerprint'))
  return {
    seal: (plain, context, nonce) => seal(first, { plain, context, nonce }),
    open: (sealed, context) => open(keys, sealed, context),
    reseal: (sealed, context, nonce) =>
      first.id.equals(keyIdOf(sealed)) ? null : seal(first, { plain: open(keys, sealed, context), context, nonce }),
    fingerprints: (text) => macKeys.map((key) => createHmac('sha256', key).update(text).digest('hex')),
  }
}

function keyOf(secret: string): Key {
  const key = derive(secret, 'seal')
  return { id: createHmac('sha256', key).update('key id').digest().subarray(0, KEY_ID_BYTES), key }
}

const derive = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'maedeup', purpose, 32))

function seal(
  { id, key }: Key,
  { plain, context, nonce }: { plain: string; context: string; nonce: Uint8Array },
): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return Buffer.concat([id, nonce, cipher.getAuthTag(), body])
}

const keyIdOf = (sealed: Buffer): Buffer => sealed.subarray(0, KEY_ID_BYTES)

function open(keys: readonly Key[], sealed: Buffer, context: string): string {
  const found = keys.find((one) => one.id.equals(keyIdOf(sealed)))
  if (found === undefined) throw new Error('sealed with a secret that this process does not have')
  const nonce = sealed.subarray(KEY_ID_BYTES, KEY_ID_BYTES + NONCE_BYTES)
  const tag = sealed.subarray(KEY_ID_BYTES + NONCE_BYTES, KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', found.key, nonce).setAAD(Buffer.from(context)).setAuthTag(tag)
  const body = sealed.subarray(KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES)
  return decipher.update(body, undefined, 'utf8') + decipher.final('utf8')
}
