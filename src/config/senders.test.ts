/** Specifies lists of senders: what may stand in one, and whom it lets in. */
import { describe, expect, test } from 'vitest'
import { NICEPAY_WEBHOOK_SOURCES } from '../providers/nicepay/webhook.ts'
import { NICEPAY_REST_WEBHOOK_SOURCES } from '../providers/nicepay-rest/webhook.ts'
import { PORTONE_V1_WEBHOOK_SOURCES } from '../providers/portone-v1/webhook.ts'
import { PORTONE_V2_WEBHOOK_SOURCES } from '../providers/portone-v2/webhook.ts'
import { TOSSPAYMENTS_WEBHOOK_SOURCES } from '../providers/tosspayments/webhook.ts'
import { allowing, senders } from './senders.ts'

describe('a list', () => {
  test.each([
    NICEPAY_WEBHOOK_SOURCES,
    NICEPAY_REST_WEBHOOK_SOURCES,
    PORTONE_V1_WEBHOOK_SOURCES,
    PORTONE_V2_WEBHOOK_SOURCES,
    TOSSPAYMENTS_WEBHOOK_SOURCES,
  ])('of a sheet lets its own in, and nobody else (%#)', (...list) => {
    const allows = allowing(senders.parse(list))
    expect(list.every((address) => allows?.(address))).toBe(true)
    expect(list.every((address) => allows?.(`::ffff:${address}`))).toBe(true)
    for (const stranger of ['203.0.113.9', '127.0.0.1', '::1', '', 'unknown']) expect(allows?.(stranger)).toBe(false)
  })

  test('may have ranges, of both families', () => {
    const allows = allowing(['10.1.0.0/16', '2001:db8::/32', 'fe80::1'])
    const inside = ['10.1.255.255', '::FFFF:10.1.0.1', '2001:db8:1::5', 'fe80::1%eth0']
    const outside = ['10.2.0.0', '2001:db9::1', 'fe80::2']
    expect(inside.map((one) => allows?.(one))).toEqual(inside.map(() => true))
    expect(outside.map((one) => allows?.(one))).toEqual(outside.map(() => false))
  })

  test.each(['localhost', '121.133.126', '10.0.0.0/0', '10.0.0.0/33', '::1/129', '10.0.0.1/', '10.0.0.1/8/8', ''])(
    'with %j is refused',
    (text) => expect(senders.safeParse([text]).success).toBe(false),
  )

  test('that is empty or not there is no list', () => {
    expect([allowing(), allowing([])]).toEqual([null, null])
  })
})
