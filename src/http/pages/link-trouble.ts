/** Where a link leads nowhere: what happened, what to do, and the code small at the end. */
import { ERRORS, type ErrorCode } from '../../core/errors.ts'
import { html } from './html.ts'
import type { Language } from './language.ts'
import { page } from './layout.ts'
import type { LinkFrame } from './refund-account.ts'

/** `replaced`: a newer link asks the same; of a used link there are three kinds, of all others one. */
export type LinkEnd = ErrorCode | 'replaced'

interface Words {
  readonly title: string
  readonly text: string
}

const AGAIN_KO = '같은 내용을 다시 보내셔도 환불은 한 번만 됩니다.'
const AGAIN_EN = 'Sent again, it is still one refund.'

const WORDS: Readonly<Partial<Record<LinkEnd, Readonly<Record<Language, Words>>>>> = {
  replaced: {
    ko: {
      title: '더 새로운 링크가 있습니다',
      text: '이 링크는 더 이상 쓰지 않습니다. 가장 최근에 받으신 링크를 열어 주세요. 찾을 수 없으면 판매자에게 문의해 주세요.',
    },
    en: {
      title: 'There is a newer link',
      text: 'This one is no longer in use. Please open the link that you received last, or ask the seller for it.',
    },
  },
  MD_LINK_USED: {
    ko: {
      title: '계좌를 알려주지 않으셔도 됩니다',
      text: '이미 접수되었거나 더 이상 필요하지 않습니다. 환불이나 주문이 궁금하시면 판매자에게 문의해 주세요.',
    },
    en: {
      title: 'You need not name an account',
      text: 'An account was given already, or none is needed any more. If in doubt, please ask the seller.',
    },
  },
  MD_LINK_EXPIRED: {
    ko: {
      title: '링크의 사용 기한이 지났습니다',
      text: '돌려드릴 돈은 그대로 있습니다. 판매자에게 문의하시면 환불을 이어서 도와드립니다.',
    },
    en: {
      title: 'This link has expired',
      text: 'Your money is still due to you. Please ask the seller for the refund.',
    },
  },
  MD_LINK_INVALID: {
    ko: {
      title: '열 수 없는 링크입니다',
      text: '주소의 일부가 빠졌을 수 있습니다. 받으신 메시지에서 링크를 다시 눌러 주세요. 그래도 열리지 않으면 판매자에게 문의해 주세요.',
    },
    en: {
      title: 'This link cannot be opened',
      text: 'A part of the address may be missing. Please open the link from your message again, or ask the seller.',
    },
  },
  MD_ON_HOLD: {
    ko: {
      title: '담당자가 이 결제를 확인하고 있습니다',
      text: '계좌는 아직 접수되지 않았습니다. 나중에 이 링크를 다시 열거나 판매자에게 문의해 주세요.',
    },
    en: {
      title: 'Somebody is looking at this payment',
      text: 'Your account was not taken yet. Please open this link again later, or ask the seller.',
    },
  },
  MD_RATE_LIMITED: {
    ko: { title: '잠시 후 다시 시도해 주세요', text: `너무 많은 요청이 있었습니다. ${AGAIN_KO}` },
    en: { title: 'Please try again in a minute', text: `There were too many requests. ${AGAIN_EN}` },
  },
}

/** Everything else is ours, and over soon. */
const SOON: Readonly<Record<Language, Words>> = {
  ko: { title: '지금은 접수할 수 없습니다', text: `잠시 후 다시 시도해 주세요. ${AGAIN_KO}` },
  en: { title: 'This cannot be taken right now', text: `Please try again in a moment. ${AGAIN_EN}` },
}

export interface LinkTrouble extends LinkFrame {
  readonly end: LinkEnd
  readonly requestId: string
}

export function linkTroublePage({ end, requestId, ...frame }: LinkTrouble): string {
  const { title, text } = (WORDS[end] ?? SOON)[frame.language]
  const code = end === 'replaced' ? 'MD_LINK_USED' : end
  const { titleKo, title: titleEn } = ERRORS[code]
  const content = html`<div class="sign quiet" aria-hidden="true">i</div><h1>${title}</h1><p>${text}</p>
      <p class="code">${frame.language === 'ko' ? titleKo : titleEn} · ${code} · ${requestId}</p>`
  return page({ ...frame, title, content })
}
