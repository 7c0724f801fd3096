/** What a call can be answered with: a JSON body beside an HTTP status that says whether it worked (§1). */
import { SITUATIONS, type Situation, statusOf } from './codes.ts'
import { type Language, paymentJson } from './json.ts'
import type { Payment } from './payment.ts'
import { codeOf } from './switches.ts'
import type { World } from './world.ts'

export interface Answer {
  readonly status: number
  /** Null: an empty body. */
  readonly json: unknown
  /** For the record of calls: the error code, or the status of the payment. */
  readonly code: string
}

/** One received call, decoded. */
export interface Input {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** The parsed JSON body; undefined when it is none. */
  readonly body: unknown
  readonly idempotencyKey: string | null
  readonly language: Language
}

export type Process = (world: World, input: Input) => Answer

export const refusal = (world: World, situation: Situation, { language }: Pick<Input, 'language'>): Answer =>
  failure(codeOf(situation, world.switches()), messageOf(situation, language))

/** An error of the table by its code alone. */
export const failure = (code: string, message = sentenceOf(code)): Answer => ({
  status: statusOf(code),
  json: { code, message },
  code,
})

const messageOf = (situation: Situation, language: Language): string =>
  language === 'ko' ? SITUATIONS[situation].message : sentenceOf(SITUATIONS[situation].code)

/** `NOT_FOUND_PAYMENT` → `Not found payment.` */
const sentenceOf = (code: string): string => {
  const words = code.replaceAll('_', ' ').toLowerCase()
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

export const paymentAnswer = (world: World, payment: Payment, { language }: Pick<Input, 'language'>): Answer => ({
  status: 200,
  json: paymentJson(payment, { now: world.now(), language, secret: 'present' }),
  code: payment.status,
})
