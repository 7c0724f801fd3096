/** A process that owns a bundled database until it is told to stop, for the tests that kill it. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { DataDirectoryInUse, launchEmbedded } from '../../src/store/embedded.ts'

const [dataDir = '', mode = 'idle'] = process.argv.slice(2)
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

try {
  const server = await launchEmbedded({
    dataDir,
    ifInUse: mode === 'attach' ? 'attach' : 'refuse',
    log: (line) => say({ log: line }),
    onLost: (reason) => {
      say({ lost: reason.message })
      process.exit(3)
    },
  })
  process.on('SIGTERM', () => server.stop().then(() => process.exit(0)))
  const { connectionString, socketDir, pid, owned } = server
  const pool = new pg.Pool({ connectionString, max: 4 })
  pool.on('error', () => {})
  await pool.query('create table if not exists written (n bigint)')
  say({ connectionString, socketDir, pid, owned, node: process.pid, uid: process.getuid?.() })
  if (mode === 'load') await Promise.all(Array.from({ length: 4 }, () => write(pool)))
  if (mode === 'leave') await pool.end()
  else setInterval(() => {}, 60_000)
} catch (error) {
  say({ failed: (error as Error).message, inUseBy: error instanceof DataDirectoryInUse ? error.pid : null })
  process.exit(2)
}

/** Keeps the server busy for ever, through its death, as a service under load would. */
async function write(pool: pg.Pool): Promise<never> {
  for (;;) {
    try {
      await pool.query('insert into written select generate_series(1, 20000)')
    } catch {
      await sleep(20)
    }
  }
}
