/** The texts about paying by virtual account; they belong to the dictionary and are apart only for its length. */

export const ACCOUNT_WORDS = {
  'form.pays': ['결제 방법', 'Pay by'],
  'form.pays.window': ['신용카드', 'Card'],
  'form.pays.account': ['가상계좌 (무통장입금)', 'Virtual account (bank transfer)'],
  'form.bank': ['입금할 은행', 'Bank to pay into'],
  'form.receipt': ['현금영수증', 'Cash receipt'],
  'form.receipt.none': ['신청 안 함', 'None'],
  'form.receipt.income_deduction': ['소득공제용', 'Income deduction'],
  'form.receipt.expenditure_proof': ['지출증빙용', 'Business expense'],
  'form.mobile': ['현금영수증 휴대폰 번호', 'Mobile number for the receipt'],
  'form.business': ['사업자등록번호', 'Business registration number'],
  'form.noReceipt': [
    '이 PG사는 가상계좌에 현금영수증을 함께 발급하지 않습니다.',
    'This PG issues no cash receipt with an account.',
  ],
  'form.inWindow': [
    '이 PG사는 다음 화면의 결제창에서 은행을 고르고 계좌를 발급합니다.',
    'With this PG you choose the bank in its window, on the next page.',
  ],
  'form.note.account': [
    '다음 화면에서 입금할 계좌번호를 알려 드립니다.',
    'The next page shows the account to pay into.',
  ],
  'form.error.bank': [
    '이 PG사에서 계좌를 발급하는 은행을 골라 주세요.',
    'Choose a bank at which this PG issues accounts.',
  ],
  'form.error.receipt': [
    '이 PG사는 가상계좌에 현금영수증을 함께 발급하지 않습니다. ‘신청 안 함’을 골라 주세요.',
    'This PG issues no cash receipt with an account. Please choose “None”.',
  ],
  'form.error.receiptNumber': [
    '현금영수증 번호가 올바르지 않습니다. 숫자를 다시 확인해 주세요.',
    'This number cannot be right for a cash receipt. Please check its digits.',
  ],

  'reserved.issuing': ['가상계좌를 발급하고 있습니다', 'Your account is being issued'],
  'reserved.issuing.lead': [
    'PG사의 답을 기다립니다. 계좌번호가 나오면 이 화면에 바로 보여 드릴게요.',
    'We are waiting for the PG. The account number appears here as soon as it is known.',
  ],
  'reserved.awaiting': ['입금을 기다리고 있습니다', 'Waiting for your transfer'],
  'reserved.awaiting.lead': [
    '아래 계좌로 입금하시면 예약이 확정됩니다.',
    'Your booking is confirmed as soon as the money arrives.',
  ],
  'reserved.closing': ['주문을 취소하고 있습니다', 'Your order is being cancelled'],
  'reserved.closing.lead': [
    '가상계좌를 닫고 있습니다. 지금은 입금하지 말아 주세요.',
    'The account is being closed. Please do not pay into it now.',
  ],
  'reserved.closed': ['주문이 취소되었습니다', 'Your order is cancelled'],
  'reserved.closed.lead': [
    '입금 전이라 나간 돈이 없습니다. 가상계좌는 더는 입금을 받지 않습니다.',
    'No money moved, and the account takes no deposits any more.',
  ],
  'reserved.dropped.lead.unpaid': [
    '입금되지 않은 채 가상계좌가 닫혔습니다. 나간 돈은 없습니다.',
    'The account was closed without a deposit. No money moved.',
  ],
  'reserved.dropped.lead.unissued': [
    '가상계좌를 발급받지 못했습니다. 나간 돈은 없으니 처음부터 다시 예약해 주세요.',
    'No account could be issued. No money moved; please book again from the start.',
  ],
  'reserved.pending.lead.unpaid': [
    '아직 확답을 받지 못했습니다. 잠시 후 다시 확인할게요. 그때까지 입금하지 말아 주세요.',
    'There is no final answer yet. We keep asking; please do not pay until then.',
  ],
  'reserved.pending.lead.unknown': [
    '아직 확답을 받지 못했습니다. 잠시 후 다시 확인할게요. 결제된 금액이 있는데 확정되지 않으면 모두 돌려드립니다.',
    'There is no final answer yet. We keep asking; if you have paid and it fails, all of it goes back to you.',
  ],
  'reserved.depositFirst': [
    '취소하시기 전에 입금이 먼저 확인되어 취소되지 않았습니다. 원하시면 아래에서 예약을 취소하고 환불받으실 수 있습니다.',
    'Your deposit arrived before your cancellation, so nothing was cancelled. You may cancel below and get it back.',
  ],
  'reserved.close': ['주문 취소', 'Cancel the order'],
  'reserved.closeNote': ['입금 전에는 가상계좌만 닫고 끝납니다.', 'Before the deposit this only closes the account.'],
  'reserved.cancelNote.account': [
    '취소하면 환불받을 계좌를 입력하는 화면이 열립니다.',
    'After cancelling you are asked for the account to refund to.',
  ],
  'reservation.awaiting': ['입금 대기', 'Awaiting deposit'],
  'reservation.closing': ['취소 중', 'Being cancelled'],
  'reservation.closed': ['주문 취소', 'Order cancelled'],

  'account.title': ['입금 계좌', 'Account to pay into'],
  'account.number': ['계좌번호', 'Account number'],
  'account.copy': ['복사', 'Copy'],
  'account.copied': ['복사했습니다', 'Copied'],
  'account.holder': ['예금주', 'Holder'],
  'account.amount': ['입금할 금액', 'Amount to transfer'],
  'account.until': ['입금 기한', 'Pay by'],
  'account.until.value': ['{time}까지 (한국 시간)', '{time} (Korean time)'],
  'helper.tag': ['샌드박스', 'Sandbox'],
  'helper.note': [
    '실제 쇼핑몰에는 없는 버튼입니다. 은행 앱에서 이체하는 대신 누르세요.',
    'No real shop has this button. It stands in for a transfer at the buyer’s bank.',
  ],
  'helper.deposit': ['구매자가 지금 입금하기', 'The buyer transfers now'],

  'helper.made': [
    '이체했습니다. 은행이 PG사에, PG사가 매듭에 알리기를 기다립니다.',
    'Transferred. The bank tells the PG, and the PG tells Maedeup.',
  ],

  'refund.account': ['환불받을 계좌', 'Account to refund to'],
  'refund.bank': ['은행', 'Bank'],
  'refund.bank.choose': ['은행을 골라 주세요', 'Choose a bank'],
  'refund.number': ['계좌번호', 'Account number'],
  'refund.holder': ['예금주', 'Account holder'],
  'refund.phone': ['예금주 휴대폰 번호', 'Phone of the holder'],
  'refund.error.bank': ['환불받을 은행을 골라 주세요.', 'Choose the bank of your account.'],
  'refund.error.number': [
    '계좌번호를 숫자 6~{digits}자리로 입력해 주세요.',
    'Enter the account number: 6 to {digits} digits.',
  ],
  'refund.error.holder': [
    '예금주 이름을 은행에 등록된 그대로 입력해 주세요. 이 PG사에는 {limit} 적을 수 있습니다.',
    'Enter the account holder as the bank has it. This PG takes {limit}.',
  ],
  'refund.hint.number': ['숫자 {digits}자리까지. ‘-’는 넣어도 됩니다.', 'At most {digits} digits; hyphens are fine.'],
  'refund.hint.holder': [
    '은행에 등록된 이름 그대로, {limit}. 더 길면 줄이지 말고 저희에게 전화해 주세요.',
    'As the bank has it, {limit}. If it is longer, do not shorten it: please call us.',
  ],
  'refund.limit.bytes': [
    '한글은 {syllables}자, 영문과 숫자는 {letters}자까지',
    'at most {syllables} Korean syllables or {letters} Latin letters and digits',
  ],
  'refund.limit.characters': ['{count}자까지', 'at most {count} characters'],
  'refund.error.phone': ['예금주의 휴대폰 번호를 입력해 주세요.', 'Enter the phone number of the account holder.'],
  'refund.fix': [
    '계좌를 확인해 주세요. 아직 아무것도 환불되지 않았습니다.',
    'Please check the account. Nothing was refunded yet.',
  ],
  'refund.sees': ['환불하시면 {when} 계좌로 입금됩니다.', 'The money reaches the account {when}.'],
  'refund.later': [
    '지금은 환불을 보낼 수 없는 시간이어서 {time} 이후에 보냅니다.',
    'Refunds cannot be sent at this hour. Yours is sent after {time} (Korean time).',
  ],
  'refund.when.day': ['{from}에', 'on {from}'],
  'refund.when.days': ['{from}에서 {to} 사이에', 'between {from} and {to}'],
  'refund.to': ['{bank} {number} 계좌로 보냈습니다.', 'Sent to {bank} {number}.'],
  'refund.to.when': ['{bank} {number} 계좌로 {when} 입금됩니다.', 'It reaches {bank} {number} {when}.'],
  'refund.due': ['늦어도 {day}까지 환불됩니다 (전자상거래법).', 'By law you have it by {day} at the latest.'],
  'refund.note.account': [
    '계좌 정보가 올바르지 않아 나가지 않았습니다. 다시 입력해 주세요.',
    'Not made: the account cannot be right. Please enter it again.',
  ],

  'unbooked.title': ['세션이 만료되었습니다', 'Your session has expired'],
  'unbooked.lead': [
    '가상계좌는 발급되었지만 예약이 만들어지지 않았습니다. 그래도 이 계좌로 입금하면 어떻게 될까요?',
    'The account was issued, but no booking was made. What happens to somebody who pays into it all the same?',
  ],
  'chapter.deposit': ['입금을 기다리는 중', 'Waiting for the deposit'],
  'chapter.deposit.note': ['{time}까지 입금을 기다립니다.', 'The account waits until {time}.'],
  'chapter.deposit.note.unbooked': [
    '예약이 없는 계좌입니다. 입금되면 {within} 동안 예약을 기다리고, 그래도 없으면 돈을 돌려드립니다.',
    'No booking belongs to it. A deposit waits {within} for one; without one the money goes back.',
  ],
  'chapter.asking': ['환불받을 계좌를 여쭤보는 중', 'Asking where the money should go'],
  'chapter.asking.note': [
    '가상계좌로 받은 돈은 구매자의 계좌로만 돌려줄 수 있습니다. 아래 링크는 한 번만 쓸 수 있어요.',
    'A deposit can only go back to an account of the buyer. This link works once.',
  ],
  'chapter.asking.link': ['환불받을 계좌 입력하기', 'Name the account'],
  'chapter.returned.note.account': [
    '{amount}을 {bank} {number} 계좌로 보냈습니다.',
    '{amount} was sent to {bank} {number}.',
  ],
  'chapter.returned.note.account.when': [
    '{amount}을 {bank} {number} 계좌로 보냈습니다. {when} 입금됩니다.',
    '{amount} was sent to {bank} {number} and reaches it {when}.',
  ],
  'chapter.asking.note.bounced': [
    '알려주신 계좌로 입금되지 않아 돈이 되돌아왔습니다. 아래 링크에서 다른 계좌를 알려주세요.',
    'The money could not be paid into the account that was given, and came back. Please name another one.',
  ],
  'chapter.ended.note.closed': [
    '입금 전에 가상계좌를 닫았습니다. 나간 돈이 없습니다.',
    'The account was closed before any deposit. No money moved.',
  ],
} as const satisfies Record<string, readonly [string, string]>
