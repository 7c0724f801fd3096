/** Whom an endpoint's URL may lead to: nobody inside our network, whatever it is written as or resolves to. */
import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { startReceiver } from '../../../test/receiver.ts'
import { isPublicAddress, type Resolve, urlProblem } from './address.ts'
import { send } from './send.ts'

describe('a URL', () => {
  test.each([
    'https://shop.example.com/hooks',
    'https://shop.example.com:8443/hooks?shop=1',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://예약.example.com/훅',
  ])('%s may be delivered to', (url) => {
    expect(urlProblem(url, [])).toBeNull()
  })

  test.each([
    ['http://shop.example.com/', 'https'],
    ['ftp://shop.example.com/', 'https'],
    ['file:///etc/passwd', 'https'],
    ['javascript:alert(1)', 'https'],
    ['shop.example.com', 'must be a URL'],
    ['https://', 'must be a URL'],
    [`https://shop.example.com/${'x'.repeat(2_000)}`, 'must be a URL'],
    ['https://me:secret@shop.example.com/', 'credentials'],
    ['https://shop.example.com/#top', 'fragment'],
    ['https://shop.example.com:22/', 'port'],
    ['https://shop.example.com:8080/', 'port'],
    ['https://127.0.0.1/', 'not public'],
    ['https://127.1/', 'not public'],
    ['https://0x7f.0.0.1/', 'not public'],
    ['https://0177.0.0.1/', 'not public'],
    ['https://2130706433/', 'not public'],
    ['https://0.0.0.0/', 'not public'],
    ['https://10.0.0.1/', 'not public'],
    ['https://172.16.0.1/', 'not public'],
    ['https://172.31.255.255/', 'not public'],
    ['https://192.168.1.1/', 'not public'],
    ['https://169.254.169.254/latest/meta-data/', 'not public'],
    ['https://100.64.0.1/', 'not public'],
    ['https://224.0.0.1/', 'not public'],
    ['https://255.255.255.255/', 'not public'],
    ['https://[::]/', 'not public'],
    ['https://[::1]/', 'not public'],
    ['https://[::ffff:127.0.0.1]/', 'not public'],
    ['https://[::ffff:8.8.8.8]/', 'not public'],
    ['https://[64:ff9b::7f00:1]/', 'not public'],
    ['https://[2002:7f00:1::]/', 'not public'],
    ['https://[2001:0:7f00:1::]/', 'not public'],
    ['https://[fe80::1]/', 'not public'],
    ['https://[fc00::1]/', 'not public'],
    ['https://[ff02::1]/', 'not public'],
  ])('%s may not', (url, why) => {
    expect(urlProblem(url, [])).toContain(why)
  })

  test('a host of the config may be anywhere, without TLS, on any port; its neighbours may not', () => {
    const internal = ['hooks.internal', '10.0.3.7', '::1']
    for (const url of [
      'http://hooks.internal:3000/',
      'https://HOOKS.internal/',
      'http://10.0.3.7/',
      'http://[::1]:80/',
    ]) {
      expect(urlProblem(url, internal)).toBeNull()
    }
    for (const url of ['http://10.0.3.8/', 'https://10.0.3.8/', 'http://x.hooks.internal/', 'ftp://hooks.internal/']) {
      expect(urlProblem(url, internal)).not.toBeNull()
    }
  })

  test('what is no address is not a public one', () => {
    for (const text of ['', 'localhost', '8.8.8', 'fe80::1%eth0']) expect(isPublicAddress(text)).toBe(false)
  })
})

/** Resolves every name to these. */
const resolvingTo = (...addresses: string[]): Resolve =>
  ((_name: string, _options: object, done: (error: null, found: LookupAddress[]) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as never

describe('when it connects', () => {
  const posting = (url: string) => ({ url, headers: {}, body: '{}' })
  const options = { internalHosts: [], monotonicMs: () => performance.now() }

  test.each([
    ['loopback', ['127.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['a private address behind a public one', ['8.8.8.8', '10.0.0.1']],
    ['IPv4 inside IPv6', ['::ffff:127.0.0.1']],
    ['IPv6 loopback', ['::1']],
  ])('a name that leads to %s is refused, though it was fine when it was written down', async (_what, addresses) => {
    const sent = await send(posting('https://rebound.example.com/'), { ...options, resolve: resolvingTo(...addresses) })
    expect(sent).toMatchObject({ status: null, trouble: 'address: the host leads to an address that is not public' })
  })

  test('nothing reaches a receiver on this machine by a name that turned to it', async () => {
    const receiver = await startReceiver()
    const port = new URL(receiver.url).port
    const sent = await send(posting(`https://rebound.example.com:${port}/`), {
      ...options,
      resolve: resolvingTo('127.0.0.1'),
    })
    expect(sent.trouble).toContain('port')
    expect(receiver.received).toEqual([])
    await receiver.close()
  })

  test('a name of the config is connected to where it leads', async () => {
    const receiver = await startReceiver()
    const url = receiver.url.replace('127.0.0.1', 'hooks.internal')
    const sent = await send(posting(url), {
      ...options,
      internalHosts: ['hooks.internal'],
      resolve: resolvingTo('127.0.0.1'),
    })
    expect(sent).toMatchObject({ status: 204, trouble: null })
    await receiver.close()
  })

  test('a URL that may not be is not connected to, whatever was written down before', async () => {
    const receiver = await startReceiver()
    expect(await send(posting(receiver.url), options)).toMatchObject({
      status: null,
      trouble: expect.stringContaining('url: '),
    })
    expect(receiver.received).toEqual([])
    await receiver.close()
  })

  test('a receiver without TLS on a TLS port is told so without its words', async () => {
    const receiver = await startReceiver()
    const url = receiver.url.replace('http:', 'https:')
    const sent = await send(posting(url), { ...options, internalHosts: ['127.0.0.1'] })
    expect(sent.status).toBeNull()
    expect(sent.trouble).toMatch(/^(broken: \w+|reset: .*)$/)
    await receiver.close()
  })

  test.each([
    [
      'a certificate that nobody vouches for',
      'localhost',
      /^broken: (DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED\w*|UNABLE\w*)$/,
    ],
    ['a certificate of another name', 'hooks.internal', /^broken: \w+$/],
  ])('%s ends the attempt before anything is sent', async (_what, host, trouble) => {
    const folder = new URL('../../providers/fixtures/', import.meta.url)
    const [cert, key] = ['localhost.cert.pem', 'localhost.key.pem'].map((name) => readFileSync(new URL(name, folder)))
    let requests = 0
    const server = createServer({ cert, key }, (_request, response) => {
      requests += 1
      response.end()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `https://${host}:${(server.address() as AddressInfo).port}/`
    const sent = await send(posting(url), { ...options, internalHosts: [host], resolve: resolvingTo('127.0.0.1') })
    server.close()
    expect([sent.status, requests]).toEqual([null, 0])
    expect(sent.trouble).toMatch(trouble)
  })
})
