/** The bundled server's promises, kept against real processes. */
import { chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ask, EmbeddedWorld, until } from '../../test/embedded-world.ts'
import { processOf, tell } from './embedded/processes.ts'
import { DataDirectoryInUse, launchEmbedded } from './embedded.ts'

const NOBODY = 65_534

/** Linux's set of rights with this one in it, as a number. */
const CAP_DAC_OVERRIDE = 2

let world: EmbeddedWorld

beforeEach(() => {
  world = new EmbeddedWorld()
})

afterEach(() => world.end())

describe('a server of our own', () => {
  test('a first start gives an empty UTF-8 database that syncs to disk and listens on no network', async () => {
    const server = await launchEmbedded({ dataDir: world.dataDir })
    expect(server.owned).toBe(true)
    expect(processOf(server.pid)?.command).toContain('postgres')
    for (const [query, answer] of [
      ['select current_user::text', 'maedeup'],
      ['select pg_get_userbyid(datdba)::text from pg_database where datname = current_database()', 'maedeup'],
      ["select current_setting('server_encoding')", 'UTF8'],
      ["select current_setting('fsync')", 'on'],
      ["select current_setting('synchronous_commit')", 'on'],
      ["select current_setting('data_checksums')", 'on'],
      ["select current_setting('listen_addresses')", ''],
      ["select current_setting('timezone')", 'UTC'],
    ]) {
      expect(await ask(server.connectionString, query as string), query).toBe(answer)
    }
    await server.stop()
    expect(world.servers()).toEqual([])
  })

  test('what was written is there after a restart, and stopping twice is stopping once', async () => {
    const first = await launchEmbedded({ dataDir: world.dataDir })
    await ask(first.connectionString, 'create table kept as select 42 as n')
    await Promise.all([first.stop(), first.stop()])
    const second = await launchEmbedded({ dataDir: world.dataDir, settings: { max_connections: 33 } })
    expect(await ask(second.connectionString, 'select n from kept')).toBe(42)
    expect(await ask(second.connectionString, "select current_setting('max_connections')")).toBe('33')
    await second.stop()
  })

  test('a path too long for a Unix socket gets a short folder, which goes at the end', async () => {
    const long = join(world.dataDir, '가'.repeat(30), 'x'.repeat(60))
    const server = await launchEmbedded({ dataDir: long })
    expect(Buffer.byteLength(server.socketDir)).toBeLessThan(90)
    expect(await ask(server.connectionString, 'select 1')).toBe(1)
    await server.stop()
    expect(existsSync(server.socketDir)).toBe(false)
  })

  test('a setting that PostgreSQL refuses is reported with its own words', async () => {
    const started = launchEmbedded({ dataDir: world.dataDir, settings: { shared_buffers: 'much' } })
    await expect(started).rejects.toThrow(/does not start[\s\S]*shared_buffers/)
    expect(world.servers()).toEqual([])
  })

  test('a process that has nothing more to do may end; the server goes with it', async () => {
    const owner = world.own('leave')
    expect((await owner.outcome).owned).toBe(true)
    expect(await owner.exited).toBe(0)
    await until('server gone', () => world.servers().length === 0)
  })
})

describe('two processes on one folder', () => {
  test('the second is told who owns it, and the first goes on unharmed', async () => {
    const first = world.own()
    const { connectionString, pid } = await first.outcome
    const second = world.own()
    const refusal = await second.outcome
    expect(refusal.inUseBy).toBe(first.child.pid)
    expect(refusal.failed).toContain(`Process ${first.child.pid} is using`)
    expect(await second.exited).toBe(2)
    expect(await ask(connectionString, 'select 1')).toBe(1)
    expect(world.servers().some((one) => one.pid === pid)).toBe(true)
    expect(first.child.exitCode).toBeNull()
  })

  test('the same process cannot own it twice', async () => {
    const server = await launchEmbedded({ dataDir: world.dataDir })
    await expect(launchEmbedded({ dataDir: world.dataDir })).rejects.toThrow(DataDirectoryInUse)
    expect(await ask(server.connectionString, 'select 1')).toBe(1)
    await server.stop()
  })

  test('a start while the last owner is ending waits for its end', async () => {
    const first = world.own()
    await first.outcome
    first.child.kill('SIGTERM')
    expect((await world.own().outcome).owned).toBe(true)
    expect(await first.exited).toBe(0)
  })

  test('of five that start at once on a new folder exactly one owns it', async () => {
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => world.own().outcome))
    const winners = outcomes.filter((line) => line.owned)
    expect(winners, JSON.stringify(outcomes)).toHaveLength(1)
    for (const line of outcomes) if (!line.owned) expect(line.failed).toContain('is using the data folder')
    expect(await ask(winners[0]?.connectionString, 'select 1')).toBe(1)
  })

  test('whoever asks to attach uses the server and leaves it running', async () => {
    const first = world.own()
    const { connectionString } = await first.outcome
    const guest = await launchEmbedded({ dataDir: world.dataDir, ifInUse: 'attach' })
    expect(guest).toMatchObject({ owned: false, connectionString })
    await guest.stop()
    expect(await ask(connectionString, 'select 1')).toBe(1)
  })

  test('ownership survives a crash of a worker process, which drops every connection', async () => {
    const first = world.own()
    const { connectionString } = await first.outcome
    const worker = await ask(
      connectionString,
      "select pid from pg_stat_activity where application_name like 'maedeup owner%'",
    )
    tell(worker as number, 'SIGKILL')
    await until('worker gone', () => processOf(worker as number) === null)
    await sleep(1_000)
    expect((await world.own().outcome).inUseBy).toBe(first.child.pid)
    const holders = "select count(*)::int from pg_locks where locktype = 'advisory'"
    expect(await ask(connectionString?.replace('/maedeup?', '/postgres?'), holders)).toBe(1)
    expect(first.child.exitCode).toBeNull()
  })
})

describe('accounts', () => {
  const isRoot = process.getuid?.() === 0

  function statusOf(pid: number): { uid: number; rights: number } {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])
    return { uid, rights: Number.parseInt(/^CapEff:\s+(\w+)/m.exec(status)?.[1] ?? '', 16) }
  }

  test.skipIf(!isRoot)('as root the server runs as an account without rights', async () => {
    const server = await launchEmbedded({ dataDir: world.dataDir })
    const { uid, rights } = statusOf(server.pid)
    expect(uid).toBeGreaterThan(0)
    expect(rights).toBe(0)
    await server.stop()
  })

  test.skipIf(!isRoot)('in a folder closed to that account, as a home of root, it gets the right to pass', async () => {
    const closed = join(world.dataDir, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    const server = await launchEmbedded({ dataDir: join(closed, 'data') })
    expect(await ask(server.connectionString, 'select 1')).toBe(1)
    const { uid, rights } = statusOf(server.pid)
    expect(uid).toBeGreaterThan(0)
    expect(rights).toBe(CAP_DAC_OVERRIDE)
    await server.stop()
  })

  test.skipIf(!isRoot)('an ordinary user owns all of it, and root keeps to that owner afterwards', async (context) => {
    chownSync(world.dataDir, NOBODY, NOBODY)
    const line = await world.own('idle', NOBODY).outcome
    if (line.failed?.includes('said nothing')) context.skip('an ordinary user cannot read this checkout')
    expect(line).toMatchObject({ owned: true, uid: NOBODY })
    world.owners[0]?.child.kill('SIGKILL')
    await world.owners[0]?.exited
    const next = await world.own('idle', NOBODY).outcome
    expect(next.owned).toBe(true)
    world.owners[1]?.child.kill('SIGTERM')
    await world.owners[1]?.exited
    const { pid } = await world.expectStart()
    expect(statusOf(pid as number).uid).toBe(NOBODY)
  })

  test.skipIf(!isRoot)("an ordinary user who finds root's data folder is told whose it is", async (context) => {
    const server = await launchEmbedded({ dataDir: world.dataDir })
    await server.stop()
    const { failed } = await world.own('idle', NOBODY).outcome
    if (failed?.includes('said nothing')) context.skip('an ordinary user cannot read this checkout')
    expect(failed).toContain('belongs to another account (uid 0)')
  })
})
