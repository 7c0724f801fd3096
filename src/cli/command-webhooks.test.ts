/** `maedeup webhooks` against a running service: real processes, real receivers. */
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CHILD_ENV } from '../../test/child-env.ts'
import { KEY, type Service, startService } from '../../test/http/server.ts'
import { type Receiver, startReceiver } from '../../test/receiver.ts'
import { verify } from '../webhooks/index.ts'

let service: Service
let shop: Receiver
beforeAll(async () => {
  service = await startService()
  shop = await startReceiver()
})
afterAll(async () => {
  await service.close()
  await shop.close()
})

function webhooks(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['src/cli/main.ts', 'webhooks', ...args], {
    env: { ...CHILD_ENV, MAEDEUP_URL: service.url, MAEDEUP_API_KEY: KEY },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })))
}

test('endpoints are made, tested, rotated, looked into and removed', async () => {
  expect((await webhooks()).output).toContain('No endpoints.')
  const added = JSON.parse(
    (await webhooks('add', shop.url, '--types', 'payment.paid', '--description', '쇼핑몰')).output,
  )
  expect(added).toMatchObject({ url: shop.url, types: ['payment.paid'], description: '쇼핑몰' })
  expect((await webhooks('list')).output).toMatch(
    new RegExp(`^${added.id} {2}enabled +${shop.url} {2}payment.paid$`, 'm'),
  )
  expect((await webhooks('test', added.id)).code).toBe(0)
  const rotated = JSON.parse((await webhooks('rotate', added.id, '--overlap', 'PT1H')).output)
  shop.answer(500)
  expect((await webhooks('test', added.id)).code).toBe(1)
  const [, tested] = shop.received
  for (const secret of [added.secret, rotated.secret]) verify(tested?.body ?? '', tested?.headers ?? {}, secret)

  await service.paid('CLIHOOK')
  await shop.until(3)
  await expect
    .poll(async () => (await webhooks('deliveries', added.id)).output, { timeout: 60_000 })
    .toContain('answered 500')
  const [delivery = ''] = /dlv_[0-9a-f]{32}/.exec((await webhooks('deliveries', added.id)).output) ?? []
  shop.answer(204)
  expect((await webhooks('redeliver', delivery)).output).toContain(delivery)
  await shop.until(4, ({ id }) => id !== '')
  expect(JSON.parse((await webhooks('redeliver', added.id)).output)).toEqual({ redelivering: 0 })

  expect((await webhooks('disable', added.id)).output).toContain('disabled (by_hand)')
  expect((await webhooks('enable', added.id)).output).toContain('enabled')
  expect((await webhooks('remove', added.id)).output).toContain('is removed')
  expect((await webhooks('list')).output).toContain('No endpoints.')
})

test('what the service refuses is said in its words', async () => {
  const refused = await webhooks('add', 'https://10.0.0.1/')
  expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('MD_WEBHOOK_URL')])
  expect((await webhooks('remove', 'ep_nothing')).output).toContain('MD_NOT_FOUND')
})
