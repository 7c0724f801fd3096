/** The whole stack as processes of their own: service, PostgreSQL and sandbox, as they stand on one machine. */
import { type ChildProcess, fork } from 'node:child_process'
import { type JsonClient, jsonClient } from '../../src/cli/client.ts'
import { freePort } from '../../test/free-port.ts'
import type { BenchDatabase, Place } from './place.ts'

export interface Stack {
  readonly database: BenchDatabase
  readonly service: JsonClient
  readonly control: JsonClient
  readonly webhookUrls: Readonly<Record<string, string>>
  /** CPU seconds that service and sandbox have used so far. */
  cpuSeconds(): { readonly service: number; readonly sandbox: number }
}

interface SandboxSaid {
  readonly controlUrl: string
  readonly urls: Readonly<Record<string, string>>
}
interface ServiceSaid {
  readonly url: string
  readonly webhookUrls: Readonly<Record<string, string>>
}

/** The log is written as in production, to nowhere. */
export async function startStack(place: Place, readCpu: (pid: number) => number): Promise<Stack> {
  const database = await place.database('stack')
  const sandbox = await start<SandboxSaid>(place, 'test/programs/sandbox.ts', {})
  const service = await start<ServiceSaid>(place, 'test/programs/service.ts', {
    DATABASE_URL: database.connectionString,
    MAEDEUP_DATA: place.folder(),
    MAEDEUP_PORT: String(await freePort()),
    MAEDEUP_SECRET: 'a secret for benches that is long enough',
    MAEDEUP_LOG: 'info',
    TEST_PROVIDER_URLS: JSON.stringify(sandbox.said.urls),
  })
  return {
    database,
    service: jsonClient(service.said.url, { authorization: 'Bearer mk_dev_maedeup' }),
    control: jsonClient(sandbox.said.controlUrl),
    webhookUrls: service.said.webhookUrls,
    cpuSeconds: () => ({ service: readCpu(service.pid), sandbox: readCpu(sandbox.pid) }),
  }
}

async function start<Said>(place: Place, program: string, env: Record<string, string>) {
  const child: ChildProcess = fork(program, [], {
    execArgv: [],
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  place.atEnd(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const said = await Promise.race([
    new Promise<Said>((resolve) => child.once('message', (message) => resolve(message as Said))),
    ended.then(() => Promise.reject(new Error(`${program} ended`))),
  ])
  return { said, pid: child.pid ?? 0 }
}
