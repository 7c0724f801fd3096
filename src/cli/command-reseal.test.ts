/** The reseal command's words: rows that nobody can open are named, and the way on is told. */
import pg from 'pg'
import { expect, it } from 'vitest'
import { createTestDatabase } from '../../test/database.ts'
import { keepSealed, sealedPayment } from '../../test/sealed.ts'
import { reseal } from './command-reseal.ts'
import { withStore } from './command-store.ts'
import { readEnvironment } from './environment.ts'

const OLD = 'the old secret, long enough to be one'
const NEW = 'the new secret, long enough to be one'

it('names each row that opens with no secret, keeps the older secret needed, and is done once it opens', async () => {
  const { connectionString, drop } = await createTestDatabase()
  const sql = new pg.Client({ connectionString })
  await sql.connect()
  const envWith = (newest: string, previous: string) =>
    readEnvironment({ DATABASE_URL: connectionString, MAEDEUP_SECRET: newest, MAEDEUP_SECRET_PREVIOUS: previous })
  await withStore(envWith(OLD, OLD), (store) => keepSealed(store, 1))
  const bent = 'update payments set provider_state = set_byte(provider_state, 0, get_byte(provider_state, 0) # 255)'
  await sql.query(bent)

  const lines: string[] = []
  expect(await reseal(envWith(NEW, OLD), (line) => lines.push(line))).toBe('undone')
  expect(lines).toContain('payments: 0 rows re-sealed, 0 were new already')
  expect(lines).toContain(`payments: 1 rows open with none of the secrets given: ${sealedPayment(1)}`)
  expect(lines).toContain('refund_accounts: 1 rows re-sealed, 0 were new already')
  expect(lines.at(-1)).toMatch(/Keep every older secret/)

  await sql.query(bent)
  expect(await reseal(envWith(NEW, OLD), (line) => lines.push(line))).toBe('done')
  expect(await withStore(envWith(NEW, NEW), (store) => store.load(sealedPayment(1)))).toMatchObject({
    payment: { providerState: { authToken: 'token' } },
  })
  await sql.end()
  await drop()
})
