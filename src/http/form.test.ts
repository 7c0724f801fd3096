/** Reading returns: bytes first, then one encoding for the whole. */
import iconv from 'iconv-lite'
import { describe, expect, test } from 'vitest'
import { readForm, readQuery } from './form.ts'

const read = (text: string) => readForm(Buffer.from(text, 'latin1'))
const percent = (text: string, codec: string) =>
  [...iconv.encode(text, codec)].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join('')

describe('readForm', () => {
  test.each([
    ['plain fields', 'a=1&b=two', { a: '1', b: 'two' }],
    ['plus and %20 as blanks, %2B as plus', 'a=x+y%20z%2B', { a: 'x y z+' }],
    ['Base64 values with = in them', 'sign=ab%2Fc==&n=1', { sign: 'ab/c==', n: '1' }],
    ['nothing', '', {}],
    ['names without a value', 'a&b=&=c', { a: '', b: '' }],
    ['equal names: the first wins', 'a=1&a=2', { a: '1' }],
    ['bad escapes as they came', 'a=%zz%4&b=%', { a: '%zz%4', b: '%' }],
    ['U+0000, which cannot be stored', 'a=x%00y', { a: 'x\ufffdy' }],
    ['names of the language', '__proto__=1&constructor=2', { ['__proto__']: '1', constructor: '2' }],
  ])('reads %s', (_what, text, fields) => {
    expect(Object.entries(read(text))).toEqual(Object.entries(fields))
  })

  test.each(['utf8', 'cp949'])('reads Korean in %s, percent-encoded and raw', (codec) => {
    const korean = '결제 똠방각하 뷁 쀍'
    expect(read(`m=${percent(korean, codec)}`)).toEqual({ m: korean })
    expect(readForm(Buffer.concat([Buffer.from('m='), iconv.encode(korean, codec)]))).toEqual({ m: korean })
  })

  test('decides for the whole: bytes that happen to be UTF-8 follow the others', () => {
    const twoWays = iconv.decode(Buffer.from('결제', 'utf8'), 'cp949')
    expect(read(`a=${percent('결제', 'utf8')}&b=${percent('뷁', 'cp949')}`)).toEqual({ a: twoWays, b: '뷁' })
  })

  test('stops at two hundred fields', () => {
    const many = Array.from({ length: 1_000 }, (_each, index) => `f${index}=1`).join('&')
    expect(Object.keys(read(many))).toHaveLength(200)
  })
})

test('readQuery reads what stands behind the question mark', () => {
  expect(readQuery('/return/x?a=1&b=%EA%B2%B0')).toEqual({ a: '1', b: '결' })
  expect(readQuery('/return/x')).toEqual({})
})
