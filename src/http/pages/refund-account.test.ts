/** What a buyer reads behind the link: why again, when the money comes, and what to do where the link leads nowhere. */
import { describe, expect, test } from 'vitest'
import { NOON, paid, withPayment } from '../../../test/core.ts'
import { type LinkEnd, linkTroublePage } from './link-trouble.ts'
import { askPage, givenPage } from './refund-account.ts'

const FRAME = { language: 'ko', shop: '매듭 스테이', otherLanguage: '?lang=en' } as const
const ASK = {
  reason: '방 없음',
  requester: null,
  kind: 'refund',
  amount: null,
  since: NOON,
  linkId: 'x',
  linkExpiresAt: NOON,
} as const
const asked = (why: 'orphan' | 'refund_bounced' | 'account_refused') =>
  withPayment(paid(), { accountAsk: { ...ASK, why } as never })

const form = { amount: 30_000, banks: ['BANK_OF_KOREA', 'SHINHAN', 'KOOKMIN', 'KAKAO', 'KIWOOM_SECURITIES'] } as const
const limits = { number: 16, holder: { most: 10, unit: 'bytes' }, phone: false } as const
const shown = (more: object = {}) =>
  askPage({ ...FRAME, ...form, file: asked('orphan'), limits, asksPhone: false, wrong: {}, chosen: '', ...more })

describe('the form', () => {
  test('says whose it is, and offers the other language', () => {
    expect(shown()).toContain('<span class="shop">매듭 스테이</span>')
    expect(shown()).toContain('<a class="language" href="?lang=en" lang="en" hreflang="en">English</a>')
  })

  test.each(['refund_bounced', 'account_refused'] as const)('says after %s why another account is asked for', (why) => {
    expect(shown({ file: asked(why) })).toContain('알려주신 계좌로 입금되지 않았습니다. 다른 계좌를 알려주세요.')
    const english = shown({ file: asked(why), language: 'en' })
    expect(english).toContain('The money could not be paid into the account that you gave.')
    expect(shown()).not.toContain('입금되지 않았습니다')
  })

  test('lists banks as people look for them, and none that keeps no buyers’ accounts', () => {
    const listed = [...shown().matchAll(/<option value="(\w+)"/g)].map(([, bank]) => bank)
    expect(listed).toEqual(['KOOKMIN', 'SHINHAN', 'KAKAO', 'KIWOOM_SECURITIES'])
  })

  test('asks for the phone where it is missing', () => {
    const page = shown({ asksPhone: true, wrong: { phone: 'missing' } })
    expect(page).toContain('aria-describedby="phone-wrong phone-hint" aria-invalid="true" autofocus')
    expect(page).toContain('예금주의 휴대폰 번호를 입력해 주세요.')
  })
})

describe('the receipt', () => {
  const account = { bank: 'KAKAO', number: '*********4567' } as const
  const given = (more: object = {}) =>
    givenPage({
      ...FRAME,
      file: paid(),
      amount: 30_000,
      account,
      state: 'taken',
      buyerSees: { from: '2026-11-23', to: '2026-11-25' },
      sentAt: null,
      ...more,
    })

  test('tells the days of the quote, in both languages', () => {
    expect(given()).toContain('11월 23일 (월) ~ 11월 25일 (수)에 입금될 예정입니다.')
    expect(given({ language: 'en' })).toContain('The money should arrive Mon 23 November – Wed 25 November.')
  })

  test('promises nothing where the quote does not', () => {
    expect(given({ buyerSees: null })).not.toMatch(/예정|영업일/)
  })

  test('says when it is sent, where the hour is against it', () => {
    expect(given({ sentAt: NOON })).toContain('지금은 환불을 보낼 수 없는 시간이어서 2026-11-20 15:00 이후에 보냅니다')
  })

  test('is none of success where the bank sent it back', () => {
    expect(given({ state: 'delayed' })).toContain('환불이 늦어지고 있습니다')
    expect(given({ state: 'delayed' })).not.toMatch(/접수했습니다|예정/)
  })
})

describe('a link that leads nowhere', () => {
  test.each([
    ['replaced', '가장 최근에 받으신 링크를 열어 주세요'],
    ['MD_LINK_USED', '이미 접수되었거나 더 이상 필요하지 않습니다'],
    ['MD_LINK_EXPIRED', '돌려드릴 돈은 그대로 있습니다'],
    ['MD_LINK_INVALID', '받으신 메시지에서 링크를 다시 눌러 주세요'],
    ['MD_ON_HOLD', '계좌는 아직 접수되지 않았습니다'],
    ['MD_RECOVERING', '환불은 한 번만 됩니다'],
  ] as const satisfies readonly (readonly [LinkEnd, string])[])('%s says what to do', (end, words) => {
    const page = linkTroublePage({ ...FRAME, end, requestId: 'req_1' })
    expect(page).toContain(words)
    expect(page).toContain('<p class="code">')
    expect(page).toContain('class="sign quiet"')
    expect(linkTroublePage({ ...FRAME, language: 'en', end, requestId: 'req_1' })).toMatch(/[Pp]lease/)
  })
})
