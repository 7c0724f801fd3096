/** A port refuses for real, on one address or on both, and comes back at the same number. */
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type Listener, openListener } from './listener.ts'

const hasIpv6 = await openListener('::1', 0, () => undefined).then(
  async (listener) => listener.close().then(() => true),
  () => false,
)

const knock = (host: string, port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ host, port })
    socket.once('connect', () => {
      socket.destroy()
      resolve('open')
    })
    socket.once('error', (error: Error & { code?: string }) => resolve(error.code ?? error.message))
  })

describe('a listener', () => {
  let listener: Listener
  afterEach(() => listener.close())

  test('refuses and opens again at the same port', async () => {
    listener = await openListener('127.0.0.1', 0, (_request, response) => response.end('ok'))
    const url = `http://127.0.0.1:${listener.port}`
    expect((await fetch(url)).status).toBe(200)
    await listener.refuse('all')
    expect(await knock('127.0.0.1', listener.port)).toBe('ECONNREFUSED')
    await expect(fetch(url)).rejects.toThrow()
    await listener.refuse('none')
    expect((await fetch(url)).status).toBe(200)
  })
  test.skipIf(!hasIpv6)('lets the first address alone refuse', async () => {
    listener = await openListener('127.0.0.1', 0, (_request, response) => response.end('ok'))
    await listener.refuse('dc1')
    expect(await knock('127.0.0.1', listener.port)).toBe('ECONNREFUSED')
    expect(await knock('::1', listener.port)).toBe('open')
  })
  test('answers the call that is under way, then keeps no connection', async () => {
    listener = await openListener(
      '127.0.0.1',
      0,
      (_request, response) => void setTimeout(() => response.end('late'), 50),
    )
    const answer = fetch(`http://127.0.0.1:${listener.port}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await listener.refuse('all')
    expect(await (await answer).text()).toBe('late')
    await new Promise((resolve) => setTimeout(resolve, 20))
    await expect(fetch(`http://127.0.0.1:${listener.port}`)).rejects.toThrow()
  })
})
