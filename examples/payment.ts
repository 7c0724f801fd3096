/** A paid payment, as an order check is asked about it. */

import { newPaymentId } from '../src/core/ids.ts'
import { amount } from '../src/core/money.ts'
import type { Payment } from '../src/core/payment/payment.ts'
import { register } from '../src/core/payment/register.ts'
import { instant, MINUTE_MS } from '../src/core/time.ts'

const at = instant(1_795_000_000_000)

export const examplePayment: Payment = register(
  {
    id: newPaymentId(at, new Uint8Array(10)),
    channel: 'nicepay',
    provider: 'nicepay',
    orderId: 'BOOKING1',
    attempt: 1,
    providerOrderId: 'BOOKING1',
    orderName: '바다방 1박',
    amount: amount(120_000),
    currency: 'KRW',
    taxFree: null,
    vat: null,
    method: 'card',
    orderWithinMs: 15 * MINUTE_MS,
    readyForMs: 60 * MINUTE_MS,
    buyer: null,
    returnUrls: null,
    metadata: {},
  },
  at,
).file.payment
