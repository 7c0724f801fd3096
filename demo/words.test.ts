/** Both languages say the same things, and every step that Maedeup can take has words. */
import { expect, test } from 'vitest'
import { TIMELINE_TYPES } from '../src/core/payment/events.ts'
import { PAYMENT_STATES, PROVIDER_IDS } from '../src/core/payment/payment.ts'
import { sayStep } from './timeline-words.ts'
import { ALL_WORDS, say, sayIfKnown } from './words.ts'

test.each(Object.entries(ALL_WORDS))('%s is said in both languages, with the same values', (_key, [ko, en]) => {
  const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort()
  expect(ko).not.toBe('')
  expect(values(en)).toEqual(values(ko))
})

test.each(Object.keys(TIMELINE_TYPES))('the step %s has words', (type) => {
  expect(sayStep('ko', type)).toMatch(/[가-힣]/)
  expect(sayStep('en', type)).not.toBe(type)
})

test('every state and provider has a name', () => {
  const keys = [...PAYMENT_STATES.map((state) => `state.${state}`), ...PROVIDER_IDS.map((id) => `provider.${id}`)]
  expect(keys.filter((key) => sayIfKnown('ko', key) === null)).toEqual([])
})

test('values are put in; what is newer than the shop is shown by its name', () => {
  expect(say('ko', 'clock.seconds', { count: 7 })).toBe('7초')
  expect(sayStep('ko', 'payment.of_tomorrow')).toBe('payment.of_tomorrow')
  expect(sayIfKnown('ko', 'toString')).toBeNull()
})
