/** Deposit notifications as they arrive at a shop: golden bytes, retries until OK, doubles and forgeries (§13). */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Merchant, openMerchant } from '../testing.ts'

const TID = 'nicepay00m03012505211325000456'

let shop: Merchant
let ear: Server
let heard: string[] = []
let answer = 'OK'
beforeAll(async () => {
  shop = await openMerchant()
  ear = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      heard.push(Buffer.concat(chunks).toString('latin1'))
      response.end(answer)
    })
  })
  await new Promise<void>((resolve) => ear.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(ear.address() as AddressInfo).port}/hook`
  await shop.control('PUT', '/control/webhook-targets', { provider: 'nicepay', url })
})
afterAll(async () => {
  await shop.sandbox.close()
  ear.closeAllConnections()
  ear.close()
})
beforeEach(async () => {
  heard = []
  answer = 'OK'
  await shop.control('POST', '/control/reset', { seed: 7 })
})

const MINUTE = 60_000
const issued = { Moid: 'ORDER202505210001', GoodsName: '나이스상품', BuyerName: '홍길동' }
const deposit = () => shop.control('POST', '/control/deposits', { provider: 'nicepay', ref: TID, amount: 1000 })
const field = (body: string, name: string) => new RegExp(`(?:^|&)${name}=([^&]*)`).exec(body)?.[1]
const listed = async () =>
  (await shop.control('GET', '/control/notifications?provider=nicepay')).json as readonly {
    state: string
    forged: boolean
    attempts: unknown[]
  }[]

describe('a deposit', () => {
  test('is told as the sheet writes it, byte for byte but for account and time', async () => {
    const { fields } = await shop.issue(TID, issued)
    await deposit()
    await expect.poll(() => heard).toHaveLength(1)
    const [body = ''] = heard
    expect(body.replace(/AuthDate=\d{12}/, 'AuthDate=250522091500')).toBe(
      'PG=NICE&PayMethod=VBANK&MID=nicepay00m&Amt=1000&GoodsName=%B3%AA%C0%CC%BD%BA%BB%F3%C7%B0&MOID=ORDER20250521' +
        '0001&TID=nicepay00m03012505211325000456&AuthDate=250522091500&ResultCode=4110&ResultMsg=%B0%A1%BB%F3%B0%E8' +
        '%C1%C2%20%C0%D4%B1%DD%20%BC%BA%B0%F8&StateCd=0&name=%C8%AB%B1%E6%B5%BF&VbankName=%BD%C5%C7%D1%C0%BA%C7%E0' +
        `&VbankNum=${fields.VbankNum}&VbankInputName=%C8%AB%B1%E6%B5%BF&FnCd=088&FnName=%BD%C5%C7%D1%C0%BA%C7%E0` +
        '&RcptType=0&MallReserved=&CancelDate=',
    )
  })

  test('is told ten times more, a minute apart, until the body is OK', async () => {
    answer = 'FAIL'
    await shop.issue(TID)
    await deposit()
    for (let times = 1; times <= 4; times += 1) {
      await expect.poll(async () => (await listed())[0]?.attempts.length).toBe(times)
      await expect.poll(() => heard).toHaveLength(times)
      if (times === 4) answer = 'OK\n'
      await expect.poll(async () => (await listed())[0]?.state).toBe('waiting')
      await shop.advance(MINUTE)
    }
    await expect.poll(async () => (await listed())[0]?.state).toBe('acknowledged')
    expect(new Set(heard).size).toBe(1)
  })

  test('is told twice by the fault, in the same bytes', async () => {
    await shop.fault({ operation: 'webhook', fault: 'webhook_duplicate', times: 1 })
    await shop.issue(TID)
    await deposit()
    await expect.poll(() => heard).toHaveLength(2)
    expect(heard[0]).toBe(heard[1])
  })

  test('is forged with another amount and another account', async () => {
    await shop.fault({ operation: 'webhook', fault: 'webhook_forge', times: 1 })
    const { fields } = await shop.issue(TID)
    await deposit()
    await expect.poll(() => heard).toHaveLength(2)
    const told = heard.map((body) => [field(body, 'TID'), field(body, 'Amt'), field(body, 'VbankNum')])
    expect(told).toContainEqual([TID, '1000', fields.VbankNum])
    expect(told).toContainEqual([TID, '1001', '00000000000000'])
  })
})

test('neither the issue, nor the close, nor a card payment is told', async () => {
  await shop.issue(TID)
  await shop.cancel(TID)
  await shop.paid()
  expect(await listed()).toEqual([])
})
