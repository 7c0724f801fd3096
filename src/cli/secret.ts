/** Finds the instance secret: from the environment, or, on the bundled database, from a file beside it. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openVault, type Vault } from '../store/vault.ts'
import type { Environment } from './environment.ts'

/**
 * A shared database is read by several machines, so its secret must be given to each; making one up would seal it with
 * one that nobody else has. A local database keeps its own in a file, and so does development.
 */
export async function findVault(env: Environment, mode: 'development' | 'production'): Promise<Vault> {
  if (env.secrets.length > 0) return openVault(env.secrets)
  const file = join(env.dataDir, 'secret')
  if (env.databaseUrl !== null && mode === 'production' && !existsSync(file)) {
    throw new Error('MAEDEUP_SECRET is missing. With DATABASE_URL it must be set, the same for every process.')
  }
  return openVault([await keptSecret(env.dataDir, file)])
}

async function keptSecret(dataDir: string, file: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  try {
    // Fails where the file exists: the first start wins, and a secret is never overwritten.
    await writeFile(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return (await readFile(file, 'utf8')).trim()
}
