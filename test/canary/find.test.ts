/** The finder sees a planted value through every spelling and encoding, and nothing where there is nothing. */
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { isBusinessNumber } from '../../src/core/account/check.ts'
import { canaryOf, digitsOfCanary, NAME_STEMS } from './canary.ts'
import { find } from './find.ts'

const { account, written, cashReceipt } = canaryOf(7)
const { number, holder } = account
const wanted = { digits: digitsOfCanary(canaryOf(7)), names: NAME_STEMS }
const search = (text: string) => find([{ where: 'here', text }], wanted)

const percent = (bytes: Buffer) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
const euckr = iconv.encode(holder, 'cp949')
const json = JSON.stringify({ refund: { number, holder } })

describe('a planted value is found', () => {
  test.each([
    ['as it is', `계좌 ${number}.`],
    ['as people write it', written.number],
    ['with blanks', number.replaceAll(/(\d{4})/g, '$1 ')],
    ['within other digits', `000${number}111`],
    ['as a phone', written.phone],
    ['as a cash receipt', `{"no":${cashReceipt.number}}`],
    ['as a name', `예금주 ${holder}님`],
    ['as a name with another end', `${holder.slice(0, 3)}*`],
    ['as a decomposed name', holder.normalize('NFD')],
    ['as UTF-8 read byte by byte', Buffer.from(holder).toString('latin1')],
    ['as EUC-KR read byte by byte', euckr.toString('latin1')],
    ['escaped', holder.replaceAll(/./g, (char) => `\\u${char.charCodeAt(0).toString(16)}`)],
    ['percent-encoded', `holder=${encodeURIComponent(holder)}&x=1`],
    ['percent-encoded in EUC-KR', `RefundAcctNm=${percent(euckr).toUpperCase()}`],
    ['percent-encoded digit by digit', percent(Buffer.from(number))],
    ['in base64', Buffer.from(json).toString('base64')],
    ['in base64url behind a prefix', `v1.xy${Buffer.from(json).toString('base64url')}`],
    ['in base64 of EUC-KR', Buffer.from(iconv.encode(json, 'cp949')).toString('base64')],
    ['in hex', `\\x${Buffer.from(json).toString('hex')}`],
    ['in hex of EUC-KR', Buffer.from(euckr).toString('hex')],
  ])('%s', (_, text) => {
    expect(search(text)).not.toEqual([])
  })
})

test.each([
  ['the last four digits', `**********${number.slice(-4)}`],
  ['another buyer of the same shape', JSON.stringify({ number: canaryOf(8).account.number })],
  ['ids and times', '{"at":"2026-11-20T10:29:47.843Z","id":"pay_01m7w7ybwkebbbbh1740fgkdtn","n":1795170447277}'],
])('nothing is found in %s', (_, text) => {
  expect(search(text)).toEqual([])
})

test('a leak is told with its place, once', () => {
  expect(search(`a ${number} b`)).toEqual([`here, plain: …a ${number} b…`])
})

test('no two buyers share a value, and every one of them is well formed', () => {
  const buyers = Array.from({ length: 400 }, (_, serial) => canaryOf(serial))
  const values = buyers.flatMap((buyer) => [...digitsOfCanary(buyer), buyer.account.holder, buyer.accountName])
  expect(new Set(values).size).toBe(values.length)
  expect(buyers.filter(({ serial }) => serial % 2 === 1).every((one) => isBusinessNumber(one.cashReceipt.number))).toBe(
    true,
  )
})
