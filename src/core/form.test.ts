/** Forms as bytes: escapes undone before anything is decoded. */
import { describe, expect, it } from 'vitest'
import { parseForm } from './form.ts'

const read = (text: string) => parseForm(new TextEncoder().encode(text), (bytes) => new TextDecoder().decode(bytes))

describe('a form', () => {
  it.each([
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=%ED%95%9C+%EA%B8%80', { a: '한 글' }],
    ['a=1=2&b', { a: '1=2', b: '' }],
    ['a=1&a=2', { a: '1' }],
    ['a=100%&b=%zz', { a: '100%', b: '%zz' }],
    ['', {}],
    ['&&=x&', {}],
    ['a=%2B%26%3D', { a: '+&=' }],
    ['a=%4a%4A%aF%G0%:0%', { a: 'JJ\ufffd%G0%:0%' }],
  ])('%s', (text, fields) => {
    expect(read(text)).toEqual(fields)
  })

  it('gives the bytes to the decoder as they were, so that any encoding can be read', () => {
    const seen: number[][] = []
    parseForm(new TextEncoder().encode('n=%B0%ED'), (bytes) => {
      seen.push([...bytes])
      return 'x'
    })
    expect(seen).toEqual([[0x6e], [0xb0, 0xed]])
  })

  it('of a thousand fields keeps as many as anybody sends', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => `f${i}=1`).join('&')
    expect(Object.keys(read(many))).toHaveLength(200)
  })

  it('looks at four hundred pairs, however many there are', () => {
    let decoded = 0
    parseForm(new TextEncoder().encode('a=1&'.repeat(20_000)), () => {
      decoded += 1
      return 'a'
    })
    expect(decoded).toBe(800)
  })
})
