/** Commands that work on the database itself: migrations and API keys. */
import type { Command } from 'commander'
import { systemClock, systemRandom } from '../engine/system.ts'
import type { Store } from '../ports/store.ts'
import { openDatabase } from './database.ts'
import { type Environment, readEnvironment } from './environment.ts'
import { createKey } from './keys.ts'
import { guarded } from './process.ts'

/** Opens the database, beside a running service if there is one, for one piece of work. */
export async function withStore<T>(env: Environment, work: (store: Store) => Promise<T>): Promise<T> {
  const nothing = () => {}
  const database = await openDatabase({
    env,
    say: nothing,
    onTrouble: nothing,
    onLost: nothing,
    ifInUse: 'attach',
    mode: 'production',
  })
  try {
    return await work(database.store)
  } finally {
    await database.close()
  }
}

/** Opening a database migrates it. */
export async function migrateOnly(env: Environment, say: (line: string) => void): Promise<void> {
  await withStore(env, (store) => store.ping())
  say('The database is up to date.')
}

export function addKeyCommands(program: Command, say: (line: string) => void): void {
  const keys = program.command('keys').description('API keys')
  keys
    .command('create <name>')
    .description('makes a key and shows it once')
    .action(guarded((name: string) => withStore(readEnvironment(), (store) => create(store, name, say))))
  keys
    .command('list')
    .description('lists the keys, without the keys themselves')
    .action(guarded(() => withStore(readEnvironment(), (store) => list(store, say))))
  keys
    .command('revoke <id>')
    .description('makes a key invalid, within seconds')
    .action(guarded((id: string) => withStore(readEnvironment(), (store) => revoke(store, id, say))))
}

async function create(store: Store, name: string, say: (line: string) => void): Promise<void> {
  const { id, key } = await createKey(store, systemRandom, name)
  say(`${id}  ${name}\n${key}\nThis is the only time that the key is shown.`)
}

async function list(store: Store, say: (line: string) => void): Promise<void> {
  const keys = await store.apiKeys()
  if (keys.length === 0) say('No keys yet: maedeup keys create <name>')
  for (const { id, hint, name, revokedAt } of keys) {
    say(`${id}  ${hint}  ${name}${revokedAt === null ? '' : '  (revoked)'}`)
  }
}

async function revoke(store: Store, id: string, say: (line: string) => void): Promise<void> {
  if (!(await store.revokeApiKey(id, systemClock.now()))) throw new Error(`There is no valid key ${id}.`)
  say(`${id} is revoked.`)
}
