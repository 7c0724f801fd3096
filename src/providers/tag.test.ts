/** Specifies that a tag survives every limit whole, and that nothing else is taken for one. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newCancellationId } from '../core/ids.ts'
import { instant } from '../core/time.ts'
import { taggedReason, tagOf } from './tag.ts'

const id = newCancellationId(instant(1), new Uint8Array(10))
const characters = { max: 200, lengthOf: (text: string) => text.length }

describe('a tagged reason', () => {
  test.each([
    ['고객 요청', `고객 요청 #${id}`],
    ['', `#${id}`],
    [' \n ', `#${id}`],
    ['two\r\nlines', `two lines #${id}`],
    ['\u1100\u1161', `가 #${id}`],
    ['half \ud800', `half \ufffd #${id}`],
  ])('of %j is %j', (reason, expected) => {
    expect(taggedReason(reason, id, characters)).toBe(expected)
  })

  test('fits its limit and shows its tag, whatever the reason', () => {
    const bytes = { max: 100, lengthOf: (text: string) => Buffer.byteLength(text) }
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.constantFrom(characters, bytes),
        (reason, limit) => {
          const text = taggedReason(reason, id, limit)
          return limit.lengthOf(text) <= limit.max && tagOf(text) === id
        },
      ),
    )
  })
})

test.each([null, undefined, '', '고객 요청', `#${id} later`, `#${id}0`, '#can_', '#pay_1', id])(
  '%j has no tag',
  (text) => {
    expect(tagOf(text)).toBeNull()
  },
)

test('only the last tag counts', () => {
  expect(tagOf(`#can_00000000000000000000000000 #${id}`)).toBe(id)
})
