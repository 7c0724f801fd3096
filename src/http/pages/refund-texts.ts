/** What the buyer reads on the page that asks for an account, in both languages. */
import type { AccountAsk } from '../../core/payment/payment.ts'
import type { AccountField, HolderLimit, Wrong } from './account-limits.ts'
import type { Language } from './language.ts'

export interface RefundTexts {
  readonly title: string
  readonly why: string
  /** Where the account that was given before did not do. */
  readonly again: string
  readonly order: string
  readonly number: string
  readonly fields: Readonly<Record<AccountField, string>>
  readonly samples: Readonly<Record<'number' | 'holder' | 'phone', string>>
  readonly hints: {
    readonly number: (digits: number) => string
    readonly holder: (limit: HolderLimit) => string
    readonly phone: string
  }
  readonly fix: string
  readonly wrong: Readonly<Record<AccountField, Readonly<Record<Wrong, string>>>>
  readonly choose: string
  readonly send: string
  readonly once: string
  readonly givenTitle: string
  readonly given: string
  readonly arrives: (from: string, to: string) => string
  readonly sentAt: (time: string) => string
  readonly delayedTitle: string
  readonly delayed: string
}

/** The bank, or the PG, did not take the account that was named before. */
export const isAskedAgain = (why: AccountAsk['why'] | null): boolean =>
  why === 'refund_bounced' || why === 'account_refused'

/** No name of a person is longer: nobody need read what to do then. */
const isRoomy = ({ most: length, unit }: HolderLimit): boolean => unit === 'characters' && length >= 60

const ko: RefundTexts = {
  title: '환불받을 계좌를 알려주세요',
  why: '가상계좌로 입금하신 금액은 본인 명의 계좌로 돌려드립니다.',
  again: '알려주신 계좌로 입금되지 않았습니다. 다른 계좌를 알려주세요.',
  order: '주문',
  number: '주문번호',
  fields: { bank: '은행', number: '계좌번호', holder: '예금주', phone: '예금주 휴대폰 번호' },
  samples: { number: '예) 110123456789', holder: '예) 홍길동', phone: '예) 01012345678' },
  hints: {
    number: (digits) => `숫자 ${digits}자리까지 적을 수 있습니다. ‘-’는 넣어도 됩니다.`,
    holder: (limit) =>
      isRoomy(limit)
        ? `은행에 등록된 이름 그대로 적어 주세요. ${most(limit)} 적을 수 있습니다.`
        : `은행에 등록된 이름 그대로, ${most(limit)} 적을 수 있습니다. 이름이 더 길면 줄이지 말고 판매자에게 문의해 주세요.`,
    phone: '숫자만 적어 주세요.',
  },
  fix: '아직 접수되지 않았습니다. 표시된 항목을 확인해 주세요.',
  wrong: {
    bank: {
      missing: '은행을 선택해 주세요.',
      too_long: '은행을 선택해 주세요.',
      not_right: '다른 은행을 선택해 주세요.',
    },
    number: {
      missing: '계좌번호를 입력해 주세요.',
      too_long: '계좌번호가 너무 깁니다. 다시 확인해 주세요.',
      not_right: '계좌번호는 숫자 6자리 이상이어야 합니다. 다시 확인해 주세요.',
    },
    holder: {
      missing: '예금주 이름을 입력해 주세요.',
      too_long: '이름이 너무 깁니다. 줄여 적으면 환불되지 않을 수 있으니 판매자에게 문의해 주세요.',
      not_right: '예금주 이름을 확인해 주세요. 한글, 영문, 숫자로 적고, 계좌번호는 위 칸에 적어 주세요.',
    },
    phone: {
      missing: '예금주의 휴대폰 번호를 입력해 주세요.',
      too_long: '휴대폰 번호를 확인해 주세요.',
      not_right: '휴대폰 번호를 확인해 주세요.',
    },
  },
  choose: '은행을 선택하세요',
  send: '이 계좌로 환불받기',
  once: '이 링크로는 한 번만 접수할 수 있습니다. 계좌 정보는 암호화해 보관하고, 환불이 끝난 뒤 보관 기간이 지나면 삭제합니다.',
  givenTitle: '환불 계좌를 접수했습니다',
  given: '이 창은 닫으셔도 됩니다.',
  arrives: (from, to) => `${from === to ? from : `${from} ~ ${to}`}에 입금될 예정입니다.`,
  sentAt: (time) => `지금은 환불을 보낼 수 없는 시간이어서 ${time} 이후에 보냅니다 (한국 시간).`,
  delayedTitle: '환불이 늦어지고 있습니다',
  delayed: '알려주신 계좌로 아직 환불되지 않았습니다. 판매자가 확인하고 있으니 판매자에게 문의해 주세요.',
}

function most({ most: length, unit }: HolderLimit): string {
  if (unit === 'characters') return `${length}자까지`
  return `한글은 ${Math.floor(length / 2)}자, 영문과 숫자는 ${length}자까지`
}

const en: RefundTexts = {
  title: 'Where should the money go?',
  why: 'What you paid into the virtual account goes back to a bank account in your own name.',
  again: 'The money could not be paid into the account that you gave. Please name another account.',
  order: 'Order',
  number: 'Order number',
  fields: { bank: 'Bank', number: 'Account number', holder: 'Account holder', phone: 'Phone of the holder' },
  samples: { number: 'e.g. 110123456789', holder: 'e.g. Mina Kim', phone: 'e.g. 01012345678' },
  hints: {
    number: (digits) => `At most ${digits} digits; hyphens are fine.`,
    holder: (limit) =>
      isRoomy(limit)
        ? `Exactly as the bank has it, ${atMost(limit)}.`
        : `Exactly as the bank has it, ${atMost(limit)}. If it is longer, do not shorten it: please ask the seller.`,
    phone: 'Digits only.',
  },
  fix: 'Nothing was sent yet. Please check the marked fields.',
  wrong: {
    bank: {
      missing: 'Please choose your bank.',
      too_long: 'Please choose your bank.',
      not_right: 'Please choose another bank.',
    },
    number: {
      missing: 'Please enter the account number.',
      too_long: 'The account number is too long. Please check it.',
      not_right: 'An account number has at least 6 digits. Please check it.',
    },
    holder: {
      missing: 'Please enter the name of the account holder.',
      too_long: 'The name is too long. A shortened name may be refused by the bank, so please ask the seller.',
      not_right: 'Please check the name: Korean, Latin letters and digits. The number belongs in the field above.',
    },
    phone: {
      missing: 'Please enter the phone number of the account holder.',
      too_long: 'Please check the phone number.',
      not_right: 'Please check the phone number.',
    },
  },
  choose: 'Choose your bank',
  send: 'Refund to this account',
  once: 'This link takes one answer. Your account is kept encrypted, and deleted some time after the refund is final.',
  givenTitle: 'We have your account',
  given: 'You may close this page.',
  arrives: (from, to) =>
    from === to ? `The money should arrive on ${from}.` : `The money should arrive ${from} – ${to}.`,
  sentAt: (time) => `Refunds cannot be sent at this hour. Yours is sent after ${time} (Korean time).`,
  delayedTitle: 'Your refund is delayed',
  delayed: 'The money could not be paid into your account yet. The seller is looking at it; please ask the seller.',
}

function atMost({ most: length, unit }: HolderLimit): string {
  if (unit === 'characters') return `at most ${length} characters`
  return `at most ${Math.floor(length / 2)} Korean syllables or ${length} Latin letters and digits`
}

export const REFUND_TEXTS = { ko, en } as const satisfies Record<Language, RefundTexts>
