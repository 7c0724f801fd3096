/** What the REST API says: JSON in the charset that was asked for, HTTP 200 for nearly every refusal (§15). */
import iconv from 'iconv-lite'
import { type Instant, kstStamp } from '../../core/time.ts'
import type { WireAnswer } from '../faults/deliver.ts'
import { HTTP_STATUS, SITUATIONS, type Situation } from './codes.ts'
import { codeOf } from './switches.ts'
import type { World } from './world.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

export interface Answer {
  readonly [name: string]: Json
  readonly resultCode: string
  readonly resultMsg: string
}

/** Who speaks: the card company's words are passed on (§15). */
export type Source = 'nicepay' | 'external'

export const refusal = (world: World, situation: Situation, source: Source = 'nicepay'): Answer => ({
  resultCode: codeOf(situation, world.switches()),
  resultMsg: SITUATIONS[situation].message,
  messageSource: source,
})

export type Charset = 'utf-8' | 'euc-kr'

export const charsetOf = (returnCharSet: string): Charset =>
  returnCharSet.toLowerCase() === 'euc-kr' ? 'euc-kr' : 'utf-8'

export const onWire = (answer: Answer, charset: Charset): WireAnswer => ({
  status: HTTP_STATUS[answer.resultCode] ?? 200,
  contentType: `application/json;charset=${charset}`,
  body: iconv.encode(JSON.stringify(answer), charset === 'euc-kr' ? 'cp949' : 'utf8'),
})

/** `yyyy-MM-dd'T'HH:mm:ss.SSS+0900`, without a colon in the offset, as the samples show it (§16). */
export function kstTime(at: Instant): string {
  const milliseconds = String(at % 1000).padStart(3, '0')
  return `${kstSeconds(at)}.${milliseconds}+0900`
}

/** `yyyy-MM-dd'T'HH:mm:ss`, without offset: only the list of transactions is so careless (§16). */
export function kstSeconds(at: Instant): string {
  const digits = kstStamp(at)
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)]
  return `${year}-${month}-${day}T${digits.slice(8, 10)}:${digits.slice(10, 12)}:${digits.slice(12)}`
}
