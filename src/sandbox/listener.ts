/** One port on both loopback addresses that can refuse connections for real and open again at the same number. */

import { lookup } from 'node:dns/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** `dc1`: only the first address refuses, which is where the first data centre of NICEPAY points. */
export type Refusing = 'none' | 'dc1' | 'all'

export interface Listener {
  readonly port: number
  /** Closes or opens addresses; resolves when the operating system agrees. */
  refuse(what: Refusing): Promise<void>
  /** Can one address refuse while `localhost` still answers? Not where `localhost` is the very same address. */
  canSplit(): Promise<boolean>
  /** Resolves when no change is under way. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** `localhost` may resolve to either loopback address, so both listen (fact sheet nicepay §19 item 1: two bases). */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  '127.0.0.1': ['127.0.0.1', '::1'],
  '0.0.0.0': ['0.0.0.0', '::'],
}

/** No IPv6 on this machine: then `localhost` is 127.0.0.1 and one address is enough. */
const NO_SUCH_FAMILY = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])

/** An ephemeral IPv4 port may be taken on IPv6: draw so many times before giving up. */
const MAX_DRAWS = 10

export async function openListener(host: string, port: number, handle: RequestListener): Promise<Listener> {
  const doors = await openDoors(host, port, handle)
  const actualPort = doors[0]?.port ?? port
  let pending: Promise<void> = Promise.resolve()
  const set = async (what: Refusing): Promise<void> => {
    for (const [index, door] of doors.entries()) {
      const closed = what === 'all' || (what === 'dc1' && index === 0)
      await (closed ? door.shut() : door.open())
    }
  }
  const change = (what: Refusing): Promise<void> => {
    pending = pending.then(() => set(what))
    return pending
  }
  return {
    port: actualPort,
    refuse: change,
    async canSplit() {
      const found = await lookup('localhost', { all: true })
      return doors.length > 1 && found.some(({ family }) => family === 6)
    },
    settled: () => pending,
    async close() {
      await change('all')
      for (const door of doors) door.cut()
    },
  }
}

interface Door {
  readonly port: number
  open(): Promise<void>
  /** Stops listening; calls that already arrived are answered, their connections are not kept. */
  shut(): Promise<void>
  /** Ends every connection. */
  cut(): void
}

async function openDoors(host: string, port: number, handle: RequestListener): Promise<readonly Door[]> {
  const [first = host, ...others] = ADDRESSES[host] ?? [host]
  for (let draw = 1; ; draw += 1) {
    const doors = [await openDoor(first, port, handle)]
    try {
      for (const address of others) doors.push(await openDoor(address, doors[0]?.port ?? port, handle))
      return doors
    } catch (error) {
      if (NO_SUCH_FAMILY.has(codeOf(error))) return doors
      for (const door of doors) await door.shut()
      if (codeOf(error) !== 'EADDRINUSE' || port !== 0 || draw === MAX_DRAWS) throw error
    }
  }
}

async function openDoor(address: string, port: number, handle: RequestListener): Promise<Door> {
  let server = await listen(address, port, handle)
  const actualPort = (server.address() as AddressInfo).port
  return {
    port: actualPort,
    async open() {
      if (!server.listening) server = await listen(address, actualPort, handle)
    },
    async shut() {
      if (!server.listening) return
      server.close()
      server.closeIdleConnections()
    },
    cut: () => server.closeAllConnections(),
  }
}

function listen(host: string, port: number, handle: RequestListener): Promise<Server> {
  const server = createServer((request, response) => {
    response.once('finish', () => setImmediate(() => server.listening || server.closeIdleConnections()))
    handle(request, response)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port, ipv6Only: host.includes(':') }, () => {
      server.off('error', reject)
      resolve(server)
    })
  })
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
