/** A window that issues nothing but accounts says so, names the bank, and has no card to refuse. */
import { expect, test } from 'vitest'
import type { Method } from '../simulator.ts'
import { paymentPage } from './page.ts'

const shown = (methods: readonly Method[]): string =>
  paymentPage({
    provider: 'nicepay-rest',
    title: '결제',
    language: 'ko',
    opener: null,
    session: 's',
    goodsName: '바다방 1박',
    amountKrw: 50_000,
    order: 'ORDER1',
    shop: 'R2_maedeup',
    methods,
  })

test('an account is issued, and its bank is told', () => {
  const page = shown(['virtual_account'])
  expect(page).toContain('>신한은행 계좌 발급받기</button>')
  expect(page).not.toContain('카드 한도')
  expect(page).not.toContain('data-action="fail"')
})

test('where a card may be chosen it may be refused', () => {
  expect(shown(['card', 'virtual_account'])).toContain('data-action="fail">카드 한도 초과로 실패')
})
