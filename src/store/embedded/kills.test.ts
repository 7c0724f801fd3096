/** Whatever is killed, at whatever moment, nothing that it leaves stops the next start. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EmbeddedWorld } from '../../../test/embedded-world.ts'
import { launchEmbedded } from '../embedded.ts'
import { processesMarked, processOf, tell } from './processes.ts'

let world: EmbeddedWorld

beforeEach(() => {
  world = new EmbeddedWorld()
})

afterEach(() => world.end())

const MODES = ['idle', 'load'] as const

describe('a killed process leaves nothing that stops the next start', () => {
  test.each(MODES)('kill -9 of the owner (%s)', async (mode) => {
    const first = world.own(mode)
    await first.outcome
    if (mode === 'load') await sleep(500)
    first.child.kill('SIGKILL')
    await world.expectStart()
  })

  test.each(MODES)('kill -9 of the server (%s): the owner hears of it, the next start works', async (mode) => {
    const first = world.own(mode)
    const { pid } = await first.outcome
    if (mode === 'load') await sleep(500)
    tell(pid as number, 'SIGKILL')
    expect(await first.exited).toBe(3)
    expect(first.lines.at(-1)?.lost).toContain('PostgreSQL has ended')
    await world.expectStart()
  })

  test.each(MODES)('kill -9 of both at once (%s)', async (mode) => {
    const first = world.own(mode)
    const { pid } = await first.outcome
    if (mode === 'load') await sleep(500)
    tell(pid as number, 'SIGKILL')
    first.child.kill('SIGKILL')
    await world.expectStart()
  })

  test('kill -9 of the owner and of its death watch: the server lives on and is taken over', async () => {
    const first = world.own('load')
    const { pid } = await first.outcome
    const watch = processesMarked(`kill -INT "$0" 2>/dev/null ${pid}`)
    expect(watch).toHaveLength(1)
    tell(watch[0]?.pid as number, 'SIGKILL')
    first.child.kill('SIGKILL')
    await first.exited
    expect(processOf(pid as number)).not.toBeNull()
    await world.expectStart()
    expect(world.owners.at(-1)?.lines[0]?.log).toContain('Taking over')
  })

  test('kill -9 at many moments of the very first start', async () => {
    for (const afterMs of [150, 300, 450, 600, 800, 1_000]) {
      const first = world.own()
      await sleep(afterMs)
      first.child.kill('SIGKILL')
      await first.exited
    }
    await world.expectStart()
    expect(readdirSync(world.dataDir).sort()).toEqual(['postgres', 'postgres.log', 'socket'])
  })

  test('lock files that name a living process of someone else', async () => {
    const server = await launchEmbedded({ dataDir: world.dataDir })
    await server.stop()
    // What a power failure leaves; process 1 always lives, and so does this one.
    writeFileSync(
      join(world.dataDir, 'postgres/postmaster.pid'),
      `1\n${world.dataDir}/postgres\n0\n5432\n${world.dataDir}/socket\n\n\nready\n`,
    )
    mkdirSync(join(world.dataDir, 'socket'), { mode: 0o700 })
    writeFileSync(
      join(world.dataDir, 'socket/.s.PGSQL.5432.lock'),
      `${process.pid}\n${world.dataDir}/postgres\n0\n5432\n\n`,
    )
    await world.expectStart()
  })

  test('SIGTERM to the owner ends the server with it', async () => {
    const first = world.own('load')
    await first.outcome
    first.child.kill('SIGTERM')
    expect(await first.exited).toBe(0)
    expect(world.servers()).toEqual([])
    expect(readFileSync(join(world.dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down')
  })
})
