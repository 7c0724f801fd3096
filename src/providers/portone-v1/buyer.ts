/** Fits what is known of the buyer and the order into PortOne V1's fields (portone-v1 §3). */
import type { Buyer } from '../../core/payment/payment.ts'
import { codeUnits, cut } from '../text.ts'

/** §3, in characters. */
const MAX = { name: 40, buyer_name: 16, buyer_email: 64, buyer_tel: 16 } as const

export const fittingName = (orderName: string): string => fitting(orderName, MAX.name)

/** A name is shortened; half an address or number is none, so what is too long stays away. */
export function buyerFields(buyer: Buyer | null): Record<string, string> {
  const { name = '', phone = '', email = '' } = buyer ?? {}
  return {
    ...(name === '' ? {} : { buyer_name: fitting(name, MAX.buyer_name) }),
    ...(phone === '' || phone.length > MAX.buyer_tel ? {} : { buyer_tel: phone }),
    ...(email === '' || email.length > MAX.buyer_email ? {} : { buyer_email: email }),
  }
}

const fitting = (text: string, max: number): string => cut(text.normalize('NFC').toWellFormed().trim(), codeUnits(max))
