/** Everything that can stand on a payment's timeline; the feed and the docs list the same types. */

/** Types by name, with what they tell (rendered into docs/reference/events.md). */
export const TIMELINE_TYPES = {
  'payment.registered': 'The payment was written down, before any window opened.',
  'payment.adopted': 'A payment that was made without us came under the net.',
  'payment.prepared': 'The amount was frozen at the provider, before the window opens.',
  'payment.prepare_failed': 'Freezing the amount at the provider did not work; it is checked at approval all the same.',
  'payment.recovering': 'The database was restored: the provider is asked what happened in the time that was lost.',
  'payment.recovered': 'The recovery was released, and what the provider told of this payment is booked.',
  'payment.superseded': 'A newer attempt of the same order replaced this one.',
  'payment.window_left': 'The buyer closed the window or was refused in it.',
  'payment.return_refused': 'A return was refused: forged, for another order or amount, or naming a foreign host.',
  'payment.approval_started': 'The return was accepted and the intent to approve committed.',
  'payment.approval_not_sent': 'The approval provably never left; the same return may be presented again.',
  'payment.approval_unknown': 'The answer to the approval was lost or not understood.',
  'payment.approval_late': 'The approval was answered after it had been given up; asking decides.',
  'payment.paid': 'The money is here, by evidence.',
  'payment.account_requested': 'The intent to issue a virtual account was committed; the call begins.',
  'payment.account_issued': 'A virtual account was issued and waits for the deposit.',
  'payment.account_unknown':
    'An account was issued and its number is lost: it is closed, because nobody can pay on it.',
  'payment.account_closed': 'The virtual account takes no deposit any more.',
  'payment.deposit_heard': 'The provider told of a deposit; it is asked, and only what agrees is believed.',
  'payment.deposit_doubted': 'A deposit was told that does not agree with what we know; a person looks.',
  'payment.deposit_lost': 'The provider took the deposit back: the buyer has not paid.',
  'payment.refund_account_needed':
    'Money must go back and the account is not known: send the buyer this link. `url` is made when it is read.',
  'payment.refund_account_reminder': 'The buyer has not named an account yet; the same link, once more.',
  'payment.refund_account_taken_over':
    'The merchant refunds what the buyer was being asked about; `left` is still asked for, at 0 the link is dead.',
  'payment.refund_account_given': 'The buyer named the account; the refund begins.',
  'payment.refund_due_soon': 'A refund that is still open is due by law within a business day.',
  'payment.failed': 'The provider refused, or it is proven that no charge exists.',
  'payment.expired': 'Never paid, and no longer payable.',
  'payment.hint_heard': 'The provider told that something happened; it will be asked.',
  'payment.inquired': 'The provider was asked, and answered this.',
  'payment.dispute_opened':
    'The buyer disputes the payment: the card company may take the money back. Our money calls stop.',
  'payment.dispute_resolved': 'The dispute is over: `resolved`, or `lost` (the money was taken back).',
  'payment.evidence_foreign': 'The provider’s answer is about test money, another account or another currency.',
  'payment.amount_differs': 'Another amount arrived than was registered; it goes back.',
  'payment.needs_operator': 'Our money calls stopped until a person decides.',
  'payment.corrected': 'A person booked what went back without our books knowing it; the hold stands until a release.',
  'payment.released': 'A person decided, and the hold is over.',
  'payment.retried': 'A person asked for another look now.',
  'discrepancy.opened': 'Our books and the provider’s differ, and how.',
  'order.recorded': 'The merchant’s order exists: the payment is tied.',
  'order.dropped': 'The merchant said that the order fell through: the money goes back.',
  'order.let_go': 'The account that the order waited for ended without a deposit.',
  'order.check_undecided': 'The merchant’s order check could not tell; the net cancel waits.',
  'order.deadline_moved': 'We were away; the order gets its time again.',
  'net.orphan_found': 'The deadline passed without an order.',
  'net.would_cancel': 'Dry run: the net would have given the money back.',
  'net.left_alone': 'The channel’s net is off: the orphan was left alone.',
  'cancellation.queued': 'Money is to go back: the intent was committed.',
  'cancellation.sending': 'The call to the provider begins.',
  'cancellation.not_sent': 'The call provably never left; it is queued again.',
  'cancellation.try_later': 'The provider said "later"; it is queued again.',
  'cancellation.other_call': 'The net-cancel call is closed; the ordinary cancel is taken.',
  'cancellation.accepted': 'The provider took it and finishes later.',
  'cancellation.unknown': 'The answer to the cancellation was lost or not understood.',
  'cancellation.done': 'The money went back, by evidence.',
  'cancellation.refused': 'It did not happen, by evidence.',
  'cancellation.bounced': 'The money came back to us: it did not reach the buyer.',
  'cancellation.found_again': 'A refund of time that was lost got its key back: the merchant asked for it again.',
  'cancellation.observed': 'The provider shows a cancellation that was not ours.',
} as const satisfies Record<string, string>

export type TimelineType = keyof typeof TIMELINE_TYPES

/** Plain JSON values: what the entry tells beside its type. Never secrets, account or card numbers. */
export interface TimelineEntry {
  readonly type: TimelineType
  readonly data: Readonly<Record<string, string | number | boolean | null>>
}
