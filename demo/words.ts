/** Every text of the shop, in Korean and in English, side by side. */

import { ACCOUNT_WORDS } from './words-account.ts'
import { REFUND_WORDS } from './words-refund.ts'

export type Lang = 'ko' | 'en'

export const ALL_WORDS = {
  ...REFUND_WORDS,
  ...ACCOUNT_WORDS,
  shop: ['매듭 스테이', 'Maedeup Stay'],
  skip: ['본문으로 건너뛰기', 'Skip to content'],
  'nav.rooms': ['객실', 'Rooms'],
  'nav.reservations': ['내 예약', 'My bookings'],
  'nav.how': ['이 데모에 대해', 'About this demo'],
  'nav.label': ['주 메뉴', 'Main menu'],
  'lang.other': ['English', '한국어'],
  ribbon: [
    '데모 숙소입니다. 결제창은 샌드박스라 실제로 돈이 나가지 않아요.',
    'A demo guesthouse. The payment window is a sandbox: no real money moves.',
  ],
  footer: ['결제는 매듭(Maedeup)이 지켜봅니다.', 'Payments here are watched over by Maedeup.'],
  'footer.note': [
    '예약은 이 컴퓨터의 메모리에만 있고, 데모를 끄면 사라집니다.',
    'Bookings live in memory only and vanish when the demo stops.',
  ],

  'home.title': ['하루쯤, 매듭을 풀고\n쉬어 가세요', 'Untie the day,\nstay the night'],
  'home.lead': [
    '서촌 골목 안쪽, 마당을 사이에 둔 세 칸짜리 작은 한옥입니다. 따뜻한 방과 조용한 아침을 준비해 두었어요.',
    'A small hanok of three rooms around a courtyard, deep in an alley of Seochon. Warm floors, quiet mornings.',
  ],
  'home.see': ['객실 보기', 'See the rooms'],
  'home.rooms': ['객실', 'Rooms'],
  'room.perNight': ['1박', 'night'],
  'room.from': ['{price} / 1박', '{price} / night'],
  'room.view': ['예약하기', 'Book this room'],
  'room.guests': ['최대 {count}명', 'Sleeps {count}'],
  'room.back': ['객실 목록으로', 'Back to the rooms'],

  'form.title': ['예약 정보', 'Your stay'],
  'form.checkIn': ['체크인', 'Check-in'],
  'form.nights': ['숙박', 'Nights'],
  'form.oneNight': ['1박', '1 night'],
  'form.nightsOption': ['{count}박', '{count} nights'],
  'form.name': ['예약자 이름', 'Name'],
  'form.phone': ['휴대폰 번호 (선택)', 'Phone (optional)'],
  'form.sampleName': ['김매듭', 'Mina Kim'],
  'form.pay': ['결제하기', 'Pay'],
  'form.note': ['다음 화면에서 결제창이 열립니다.', 'The payment window opens on the next page.'],
  'form.fix': ['입력한 내용을 확인해 주세요', 'Please check what you entered'],
  'form.error.room': ['없는 객실입니다.', 'There is no such room.'],
  'form.error.checkIn': [
    '체크인 날짜를 오늘부터 1년 안에서 골라 주세요.',
    'Choose a check-in date within a year from today.',
  ],
  'form.error.nights': ['1박부터 7박까지 예약할 수 있습니다.', 'Stays are from 1 to 7 nights.'],
  'form.error.name': ['예약자 이름을 1~30자로 입력해 주세요.', 'Enter a name of 1 to 30 characters.'],
  'form.error.phone': [
    '휴대폰 번호는 숫자와 하이픈으로 입력해 주세요. (예: 010-1234-5678)',
    'Enter the phone number with digits and hyphens, like 010-1234-5678.',
  ],
  'switch.title': ['결제 후 내 세션 끊기', 'Lose my session after paying'],
  'switch.note': [
    '결제는 정상으로 끝나지만, 돌아왔을 때 세션이 사라져 예약이 만들어지지 않습니다. 그다음 일을 지켜보세요.',
    'You pay, but come back to a session that is gone, and no booking is made. Watch what happens next.',
  ],
  'switch.on': [
    '세션 끊기가 켜져 있습니다. 결제하고 돌아오면 세션이 사라집니다.',
    'Session loss is on. You will come back from paying without a session.',
  ],

  'reserved.confirmed': ['예약이 확정되었습니다', 'Your booking is confirmed'],
  'reserved.confirmed.lead': [
    '결제와 예약이 하나로 묶였습니다. 편히 오세요.',
    'Payment and booking are tied together. See you soon.',
  ],
  'reserved.pending': ['예약을 확인하고 있습니다', 'We are checking your booking'],
  'reserved.pending.lead': [
    '결제는 되었지만 아직 확답을 받지 못했습니다. 잠시 후 다시 확인할게요. 확정되지 않으면 결제 금액을 돌려드립니다.',
    'You have paid, but there is no final answer yet. We keep asking; if it fails, you get your money back.',
  ],
  'reserved.dropped': ['예약이 이루어지지 않았습니다', 'No booking was made'],
  'reserved.dropped.lead': [
    '결제를 이 예약에 쓸 수 없었습니다. 결제된 금액이 있다면 모두 돌려드립니다.',
    'The payment could not be used for this booking. Whatever was paid goes back to you.',
  ],
  'reserved.cancelling': ['예약을 취소하고 있습니다', 'Your booking is being cancelled'],
  'reserved.cancelling.lead': ['곧 환불이 시작됩니다.', 'The refund starts in a moment.'],
  'reserved.cancelled': ['예약이 취소되었습니다', 'Your booking is cancelled'],
  'reserved.cancelled.lead': ['결제 금액은 모두 돌려드립니다.', 'All of your money goes back to you.'],
  'reserved.number': ['예약번호', 'Booking number'],
  'reserved.room': ['객실', 'Room'],
  'reserved.dates': ['일정', 'Dates'],
  'reserved.guest': ['예약자', 'Guest'],
  'reserved.amount': ['결제 금액', 'Amount'],
  'reserved.cancel': ['예약 취소', 'Cancel booking'],
  'reserved.cancelNote': ['취소하면 남은 결제 금액을 모두 돌려드려요.', 'Cancelling refunds all that is left.'],
  'reserved.seeRefund': ['환불 과정 보기', 'Watch the refund'],
  'reserved.seePayment': ['결제 내역 보기', 'See the payment'],

  'lost.kicker': ['예약이 만들어지지 않았어요', 'No booking was made'],
  'lost.title': ['세션이 만료되었습니다', 'Your session has expired'],
  'lost.lead': [
    '결제는 끝났지만 돌아오는 길에 세션이 끊겨 예약을 만들지 못했습니다. 고객센터에 전화하지 않으셔도 됩니다.',
    'Your payment went through, but the session was lost on the way back, so no booking was made. No need to call us.',
  ],
  'payment.title': ['결제 내역', 'Payment'],
  'payment.lead': ['이 결제에 일어난 일입니다.', 'What happened to this payment.'],
  'cancelled.title': ['예약을 취소했습니다', 'You cancelled your booking'],
  'cancelled.lead': ['돈이 돌아가는 과정을 지켜보세요.', 'Watch the money go back.'],

  'chapter.waiting': ['예약을 기다리는 중', 'Waiting for the booking'],
  'chapter.overdue': ['시간이 다 되었습니다', 'Time is up'],
  'chapter.returning': ['돈을 돌려주는 중', 'Giving the money back'],
  'chapter.returned': ['구매자에게 돌려줬습니다', 'Returned to the buyer'],
  'chapter.tied': ['예약과 묶였습니다', 'Tied to its booking'],
  'chapter.checking': ['승인 결과를 확인하는 중', 'Checking the approval'],
  'chapter.desk': ['담당자가 확인하는 중', 'A person is looking at it'],
  'chapter.unpaid': ['아직 결제되지 않았습니다', 'Not paid yet'],
  'chapter.ended': ['결제되지 않고 끝났습니다', 'Ended without payment'],
  'chapter.waiting.note': [
    '이 시간 안에 예약이 기록되지 않으면, 매듭이 결제를 취소해 돈을 돌려줍니다.',
    'If no booking is recorded in this time, Maedeup cancels the payment and the money goes back.',
  ],
  'chapter.overdue.note': [
    '예약이 기록되지 않았습니다. 이제 매듭이 결제를 취소합니다.',
    'No booking was recorded. Maedeup now cancels the payment.',
  ],
  'chapter.returning.note': [
    '예약이 없는 결제라 매듭이 PG사에 취소를 요청하고 있습니다.',
    'This payment has no booking, so Maedeup is asking the PG to cancel it.',
  ],
  'chapter.returning.note.cancelled': [
    '취소한 예약의 결제라 매듭이 PG사에 취소를 요청하고 있습니다.',
    'The booking was cancelled, so Maedeup is asking the PG to cancel the payment.',
  ],
  'chapter.returned.note': ['{amount}을 모두 돌려줬습니다.', 'All of {amount} went back.'],
  'chapter.tied.note': ['이 결제에는 예약이 있습니다. 취소되지 않아요.', 'This payment has its booking and stays.'],
  'chapter.checking.note': [
    'PG사의 답을 받지 못해 매듭이 다시 조회하고 있습니다.',
    'The PG has not answered yet; Maedeup is asking it again.',
  ],
  'chapter.desk.note': [
    '자동으로 판단할 수 없는 결제라 담당자에게 넘겼습니다.',
    'This could not be decided automatically, so it went to a person.',
  ],
  'chapter.unpaid.note': ['결제창을 다시 열 수 있습니다.', 'You can open the payment window again.'],
  'chapter.ended.note': ['나간 돈이 없습니다.', 'No money moved.'],
  'clock.left': ['남은 시간', 'Time left'],
  'clock.seconds': ['{count}초', '{count} s'],
  'clock.say': ['{count}초 남았습니다', '{count} seconds left'],
  'live.again': ['다시 예약하기', 'Book again'],
  'live.status': ['진행 상황', 'Progress'],
  'live.silent': ['매듭이 답하지 않습니다. 계속 시도하고 있어요.', 'Maedeup does not answer. Still trying.'],
  'live.noscript': ['이 화면은 2초마다 새로 고쳐집니다.', 'This page reloads every 2 seconds.'],

  timeline: ['결제 타임라인', 'Payment timeline'],
  books: ['두 장부', 'Two sets of books'],
  'books.ours': ['매듭의 장부', 'Maedeup’s books'],
  'books.theirs': ['{provider}의 장부', '{provider}’s books'],
  'books.paid': ['결제', 'Paid'],
  'books.cancelled': ['취소', 'Cancelled'],
  'books.left': ['남은 금액', 'Remaining'],
  'books.state': ['상태', 'State'],
  'books.agree': ['두 장부가 일치합니다', 'Both sides agree'],
  'books.differ': ['맞춰 보는 중입니다', 'Being compared'],
  'books.missing': ['거래 없음', 'No transaction'],
  'books.unreachable': ['조회할 수 없음', 'Cannot be read'],
  'books.note': [
    'PG사 화면에서 직접 보는 것과 같은 기록입니다. 매듭의 기록과는 따로 저장됩니다.',
    'What you would see at the PG itself, kept apart from Maedeup’s own records.',
  ],

  'provider.nicepay': ['나이스페이', 'NICEPAY'],
  'provider.nicepay-rest': ['나이스페이 (신형)', 'NICEPAY (REST)'],
  'provider.tosspayments': ['토스페이먼츠', 'Toss Payments'],
  'provider.portone-v1': ['포트원 V1', 'PortOne V1'],
  'provider.portone-v2': ['포트원 V2', 'PortOne V2'],

  'state.ready': ['결제 대기', 'Ready'],
  'state.approving': ['승인 중', 'Approving'],
  'state.awaiting_deposit': ['입금 대기', 'Awaiting deposit'],
  'state.paid': ['결제 완료', 'Paid'],
  'state.partially_cancelled': ['부분 취소', 'Partly cancelled'],
  'state.cancelled': ['결제 취소', 'Payment cancelled'],
  'state.failed': ['결제 실패', 'Failed'],
  'state.expired': ['결제 안 됨', 'Not paid'],
  'state.closed': ['계좌 닫힘', 'Account closed'],
  'reservation.pending': ['확인 중', 'Being checked'],
  'reservation.confirmed': ['예약 확정', 'Booking confirmed'],
  'reservation.dropped': ['예약 무산', 'Booking not made'],
  'reservation.cancelling': ['취소 중', 'Being cancelled'],
  'reservation.cancelled': ['예약 취소', 'Booking cancelled'],

  'failed.title': ['결제가 끝나지 않았습니다', 'The payment was not completed'],
  'failed.ready': [
    '결제창이 닫혔거나 결제가 거절되었습니다. 나간 돈은 없고, 같은 예약으로 다시 시도할 수 있습니다.',
    'The window was closed or the payment refused. No money moved, and you can try again for the same booking.',
  ],
  'failed.ended': [
    '이 결제는 더 진행할 수 없습니다. 나간 돈은 없으니 처음부터 다시 예약해 주세요.',
    'This payment cannot go on. No money moved; please book again from the start.',
  ],
  'failed.amount': [
    '결제창의 금액이 예약 금액과 달라 승인하지 않았습니다. 나간 돈은 없습니다.',
    'The amount in the window differed from your booking, so it was not approved. No money moved.',
  ],
  'failed.again': ['다시 결제하기', 'Try again'],
  'failed.rooms': ['객실 다시 고르기', 'Choose a room'],
  'failed.order': ['주문번호', 'Order number'],

  'list.title': ['내 예약', 'My bookings'],
  'list.lead': ['이 브라우저로 한 예약과 결제입니다.', 'Bookings and payments made with this browser.'],
  'list.empty': ['아직 예약이 없습니다.', 'No bookings yet.'],
  'list.noReservation': ['예약 없음', 'No booking'],
  'list.open': ['자세히', 'Details'],
  'list.unknown': ['확인할 수 없음', 'Unknown'],
  'list.silent': [
    '매듭에 연결하지 못해 결제 상태를 보여 드리지 못합니다.',
    'Maedeup cannot be reached, so payment states are missing.',
  ],

  'how.title': ['결제와 예약이\n언제나 함께 끝나도록', 'Payment and booking,\nalways ending together'],
  'how.lead': ['이 데모에서 일어나는 일, 다섯 줄 요약입니다.', 'What happens in this demo, in five lines.'],
  'how.1': [
    '결제창을 열기 전에 결제를 먼저 등록합니다. 금액은 이때 고정됩니다.',
    'The payment is registered before the window opens. Its amount is frozen there.',
  ],
  'how.2': [
    '구매자가 돌아오면 매듭이 서명과 금액을 확인하고 승인합니다.',
    'When the buyer comes back, Maedeup checks signature and amount, and approves.',
  ],
  'how.3': [
    '숙소는 예약을 만들고 매듭에 알립니다. 이때 결제와 예약이 하나로 묶입니다.',
    'The guesthouse makes the booking and tells Maedeup. That ties the two together.',
  ],
  'how.4': [
    '정해진 시간 안에 예약이 없으면, 매듭이 스스로 결제를 취소해 돈을 돌려줍니다.',
    'If no booking comes in time, Maedeup cancels the payment by itself and the money goes back.',
  ],
  'how.5': [
    '모든 단계는 타임라인에 남고, PG사의 장부와 맞춰 볼 수 있습니다.',
    'Every step is on the timeline, and the PG’s own books are there to compare.',
  ],
  'how.try': ['직접 해 보기', 'Try it'],
  'how.try.note': [
    '객실을 고르고 ‘결제 후 내 세션 끊기’를 켠 채 결제해 보세요.',
    'Pick a room, switch on “Lose my session after paying”, and pay.',
  ],
  'how.time': ['이 데모의 제한 시간은 {time}입니다.', 'In this demo the time limit is {time}.'],

  'trouble.title': ['잠시 연결이 원활하지 않습니다', 'We cannot connect right now'],
  'trouble.lead': [
    '결제 서비스가 답하지 않습니다. 잠시 후 다시 시도해 주세요.',
    'The payment service does not answer. Please try again in a moment.',
  ],
  'trouble.form': [
    '결제를 시작하지 못했습니다. 나간 돈은 없으니 잠시 후 다시 눌러 주세요.',
    'The payment could not be started. No money moved; please try again in a moment.',
  ],
  'trouble.retry': ['다시 시도', 'Try again'],
  'trouble.refused': [
    '결제를 등록하지 못했습니다 ({code}). 나간 돈은 없습니다.',
    'The payment could not be registered ({code}). No money moved.',
  ],
  'trouble.MD_ISSUE_REFUSED': [
    'PG사가 가상계좌를 발급하지 못했습니다. 나간 돈은 없습니다. 다른 은행을 고르거나 잠시 후 다시 눌러 주세요.',
    'The PG could not issue an account. No money moved. Choose another bank, or try again in a moment.',
  ],
  'missing.title': ['페이지를 찾을 수 없습니다', 'Page not found'],
  'missing.lead': ['주소가 바뀌었거나 더는 없는 예약입니다.', 'The address has changed or the booking is gone.'],
  'missing.home': ['처음으로', 'Home'],
  'forbidden.title': ['요청을 받을 수 없습니다', 'This request was not accepted'],
  'forbidden.lead': [
    '다른 사이트에서 보낸 요청입니다. 이곳에서 다시 시도해 주세요.',
    'It came from another site. Please start here.',
  ],
  'broken.title': ['문제가 생겼습니다', 'Something went wrong'],
  'broken.lead': ['잠시 후 다시 시도해 주세요.', 'Please try again in a moment.'],
} as const satisfies Record<string, readonly [string, string]>

export type WordKey = keyof typeof ALL_WORDS

const COLUMN = { ko: 0, en: 1 } as const

/** `{name}` in a text is replaced by the value of that name. */
export function say(lang: Lang, key: WordKey, values: Readonly<Record<string, string | number>> = {}): string {
  return ALL_WORDS[key][COLUMN[lang]].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** The text of a key that is put together at run time; null where the dictionary has none. */
export function sayIfKnown(lang: Lang, key: string): string | null {
  return Object.hasOwn(ALL_WORDS, key) ? say(lang, key as WordKey) : null
}
