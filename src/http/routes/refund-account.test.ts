/** The buyer's link over HTTP: what the page says beforehand, takes once, tells afterwards, and keeps to itself. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Service, type ServiceOptions, startService } from '../../../test/http/server.ts'

const NUMBER = '56211105948400'

let shop: Service
let serial = 0
async function start(options: ServiceOptions): Promise<Service> {
  const started = await startService(options)
  const url = `${started.url}${started.engine.webhookPath('nicepay')}`
  await started.control('PUT', '/control/webhook-targets', { provider: 'nicepay', url })
  return started
}
beforeAll(async () => {
  shop = await start({ app: { displayName: '매듭 스테이' } })
})
afterAll(() => shop.close())

/** A service of its own, with what its tests do there. */
function merchant(shop: Service) {
  const read = async (id: string) => (await shop.call('GET', `/v1/payments/${id}`)).body
  const issue = (more: object = {}) => {
    serial += 1
    const order = { orderId: `LINK${serial}`, orderName: '바다방 1박', amount: 50_000, channel: 'nicepay' }
    const expiresAt = new Date(Date.now() + 3 * 86_400_000).toISOString()
    return shop.call('POST', '/v1/payments', { ...order, virtualAccount: { bank: '088', expiresAt }, ...more })
  }
  const isPaid = async (id: string) => expect((await read(id)).state).toBe('paid')
  /** The bank pays in, the PG tells us, the order is dropped: the money must go back, and nobody knows where to. */
  async function asked(): Promise<{ id: string; path: string }> {
    const { id, providerRef: ref } = (await issue()).body
    await shop.control('POST', '/control/deposits', { provider: 'nicepay', ref, amount: 50_000 })
    await vi.waitFor(() => isPaid(id), { timeout: 60_000, interval: 50 })
    expect((await shop.call('DELETE', `/v1/payments/${id}/order`, { reason: '방 없음' })).status).toBe(202)
    const { data } = (await shop.call('GET', `/v1/payments/${id}/events`)).body
    const told = data.find((one: { type: string }) => one.type === 'payment.refund_account_needed')
    expect(told.data.url).toContain(`/refund-account/${id}/`)
    return { id, path: new URL(told.data.url).pathname }
  }
  return { read, issue, asked }
}

const form = (fields: Record<string, string>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(fields).toString(),
})
const GOOD = { bank: 'SHINHAN', number: NUMBER, holder: '홍길동' }

describe('the link that asks the buyer', () => {
  const read = (id: string) => merchant(shop).read(id)
  const asked = () => merchant(shop).asked()

  test('shows amount and order in both languages, takes the account once, and shows it masked', async () => {
    const { id, path } = await asked()
    expect(await read(id)).toMatchObject({ state: 'paid', attention: { reason: 'refund_account_needed' } })
    expect((await read(id)).refundDueAt).not.toBeNull()
    const korean = await shop.visit(path)
    expect(korean.status).toBe(200)
    expect(korean.text).toContain('매듭 스테이')
    expect(korean.text).toContain('50,000원')
    expect(korean.text).toContain('신한은행')
    const english = await shop.visit(path, { headers: { 'accept-language': 'en' } })
    expect(english.text).toContain('₩50,000')
    expect(english.headers.get('referrer-policy')).toBe('no-referrer')
    const given = await shop.visit(`${path}?lang=en`, form(GOOD))
    expect(given.status).toBe(303)
    expect(given.headers.get('location')).toBe(`${path.split('/').at(-1)}?lang=en`)
    await vi.waitFor(async () => expect((await read(id)).state).toBe('cancelled'), { timeout: 60_000 })
    // A reload, tomorrow's visit, and the form sent once more: it was taken, once.
    for (const again of [await shop.visit(path), await shop.visit(path, form({ ...GOOD, number: '999999999999' }))]) {
      for (const words of ['환불 계좌를 접수했습니다', '50,000원', '**********8400'])
        expect(again.text).toContain(words)
      expect(again.text).not.toContain(NUMBER)
    }
    expect((await shop.visit(path)).status).toBe(200)
    expect((await shop.visit(path, form(GOOD))).status).toBe(410)
    expect(await shop.books((await read(id)).providerOrderId)).toMatchObject([{ cancelledAmount: 50_000 }])
  })

  test.each([
    [{ ...GOOD, bank: '' }, '은행을 선택해 주세요.'],
    [{ ...GOOD, number: '12' }, '계좌번호는 숫자 6자리 이상이어야 합니다.'],
    [{ ...GOOD, number: '98765432109876543' }, '계좌번호가 너무 깁니다.'],
    [{ ...GOOD, holder: '' }, '예금주 이름을 입력해 주세요.'],
    [{ ...GOOD, holder: 'Maedeup Kim' }, '이름이 너무 깁니다.'],
    [{ ...GOOD, holder: NUMBER }, '이름이 너무 깁니다.'],
  ])('says what is wrong with %j beside the field, echoes nothing, and stays open', async (fields, words) => {
    const { id, path } = await asked()
    const answer = await shop.visit(path, form(fields))
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(words)
    if (fields.number.length > 4) expect(answer.text).not.toContain(fields.number)
    expect((await read(id)).cancellations).toEqual([])
    expect((await shop.visit(path)).status).toBe(200)
  })

  test('says what this PG takes before anything is typed, in both languages', async () => {
    const { path } = await asked()
    const korean = await shop.visit(path)
    for (const words of ['숫자 16자리까지', '한글은 5자, 영문과 숫자는 10자까지', '판매자에게 문의해 주세요']) {
      expect(korean.text).toContain(words)
    }
    const english = await shop.visit(`${path}?lang=en`)
    for (const words of ['At most 16 digits', 'at most 5 Korean syllables or 10 Latin letters']) {
      expect(english.text).toContain(words)
    }
    expect(english.text).toContain('href="?lang=ko"')
    // A browser would cut what is pasted, without a word.
    const [pattern = ''] = /(?<=name="holder"[^>]*pattern=")[^"]*/.exec(korean.text) ?? []
    const fits = (name: string) => new RegExp(`^(?:${pattern})$`, 'v').test(name)
    const names = ['홍길동', '홍길동전집', 'Maedeup Ki', '김Kim Mae', '홍길동전집사', 'Maedeup Kim', '김Maedeup Ki']
    expect(names.map(fits)).toEqual([true, true, true, true, false, false, false])
  })

  test('names every wrong field at once, keeps the bank and nothing else', async () => {
    const { path } = await asked()
    const { text } = await shop.visit(path, form({ bank: 'KAKAO', number: '12', holder: 'Somebody Else' }))
    for (const name of ['number', 'holder']) expect(text).toContain(`aria-describedby="${name}-wrong ${name}-hint"`)
    expect(text.match(/aria-invalid="true"/g)).toHaveLength(2)
    expect(text).toContain('<option value="KAKAO" selected>')
    expect(text).not.toContain('Somebody')
  })

  test('opens nothing where it was forged, cut or belongs to another payment', async () => {
    const { id, path } = await asked()
    const other = await asked()
    const token = path.split('/').at(-1) ?? ''
    const forged = [
      path.slice(0, -1),
      `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`,
      `/refund-account/${other.id}/${token}`,
      `/refund-account/${id}/x`,
      '/refund-account/pay_x/y',
    ]
    for (const one of forged) {
      const answer = await shop.visit(one, form(GOOD))
      expect(answer.status, one).toBe(404)
      expect(answer.text).toContain('MD_LINK_INVALID')
    }
    expect((await read(id)).cancellations).toEqual([])
  })

  test('is killed by the order, where one came after all', async () => {
    const { body } = await merchant(shop).issue({ orderWithin: 'PT1S' })
    await shop.control('POST', '/control/deposits', { provider: 'nicepay', ref: body.providerRef, amount: 50_000 })
    const asking = async () => (await read(body.id)).attention?.reason
    await vi.waitFor(async () => expect(await asking()).toBe('refund_account_needed'), { timeout: 60_000 })
    const { data } = (await shop.call('GET', `/v1/payments/${body.id}/events`)).body
    const told = data.find((one: { type: string }) => one.type === 'payment.refund_account_needed')
    expect((await shop.call('PUT', `/v1/payments/${body.id}/order`, { ref: 'LATE' })).status).toBe(200)
    const dead = await shop.visit(new URL(told.data.url).pathname)
    expect(dead.status).toBe(410)
    for (const words of ['이미 접수되었거나 더 이상 필요하지 않습니다', 'MD_LINK_USED'])
      expect(dead.text).toContain(words)
  })

  test('is in no log', async () => {
    const { path } = await asked()
    await shop.visit(path)
    const token = path.split('/').at(-1) ?? ''
    expect(JSON.stringify(shop.logged)).not.toContain(token.split('.')[1])
  })
})

test('a PG that asks for the phone of the holder is told it, or the buyer reads that it is missing', async () => {
  const ruleChanges = { 'va-01': { account: 'account_phone' } } as const
  const cancellationPolicy = { gateway: null, testMid: false, ruleChanges }
  const smartro = await start({ channel: { cancellationPolicy } })
  try {
    const { id, path } = await merchant(smartro).asked()
    expect((await smartro.visit(path)).text).toContain('<label for="phone">예금주 휴대폰 번호</label>')
    const without = await smartro.visit(path, form(GOOD))
    expect(without.status).toBe(422)
    expect(without.text).toContain('예금주의 휴대폰 번호를 입력해 주세요.')
    expect((await merchant(smartro).read(id)).cancellations).toEqual([])
    expect((await smartro.visit(path, form({ ...GOOD, phone: '010-1234-5678' }))).status).toBe(303)
  } finally {
    await smartro.close()
  }
})
