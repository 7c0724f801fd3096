/** The small readers of times, money, names and forms: each takes any text, and what it makes of it is legal. */

import { allowing, senders } from '../../src/config/senders.ts'
import { bankOf } from '../../src/core/account/bank.ts'
import { checkAccount } from '../../src/core/account/check.ts'
import { parseForm } from '../../src/core/form.ts'
import { isCancellationId, isPaymentId } from '../../src/core/ids.ts'
import { readMoney, readWhen } from '../../src/core/reconcile/settlement.ts'
import { durationMs, fromIso, fromKstStamp } from '../../src/core/time.ts'
import { readForm, readQuery } from '../../src/http/form.ts'
import { safeText } from '../../src/providers/scrub.ts'
import { tagOf } from '../../src/providers/tag.ts'
import { isTime } from '../legal.ts'
import type { Seed } from '../seed.ts'
import { type Judge, must, type Target } from '../target.ts'

export const texts: Target = { name: 'texts', mostMs: 50, open: async () => ({ judge, async close() {} }) }

const judge: Judge['judge'] = ({ body }: Seed) => {
  const text = Buffer.from(body).toString('utf8')
  mustReadTimes(text)
  mustReadMoney(text)
  mustReadNames(text)
  mustReadForms(body, text)
}

function mustReadTimes(text: string): void {
  for (const at of [fromIso(text), fromKstStamp(text)]) must(at === null || isTime(at), `the time ${at}`)
  const ms = durationMs(text)
  must(ms === null || (Number.isSafeInteger(ms) && ms >= 0), `a duration of ${ms}`)
  const when = readWhen(text)
  must(when === null || /^\d{4}-\d\d-\d\d$/.test(when.date), `the day ${when?.date}`)
  must(when === null || when.at === null || isTime(when.at), `the time ${when?.at}`)
}

function mustReadMoney(text: string): void {
  const won = readMoney(text)
  must(won === null || Number.isSafeInteger(won), `an amount of ${won}`)
}

const KEPT = 500

function mustReadNames(text: string): void {
  const safe = safeText(text)
  must(safe.length <= KEPT && !/\d{7}/.test(safe), 'a text that is kept has a number in it, or no end')
  const tag = tagOf(text)
  must(tag === null || isCancellationId(tag), `the tag ${tag}`)
  if (isPaymentId(text) || isCancellationId(text)) must(/^\w{1,60}$/.test(text), 'an id that could be anything')
  const bank = bankOf(text)
  must(bank === null || /^[A-Z_]+$/.test(bank), `the bank ${bank}`)
  const checked = checkAccount({ bank: text, number: text, holder: text, phone: text })
  if (checked.ok) must(/^\d{6,20}$/.test(checked.account.number), 'an account number that is none')
  const listed = senders.safeParse([text])
  const allows = listed.success ? allowing(listed.data) : null
  must(
    allows === null || !allows('203.0.113.77') || text.startsWith('203.') || /\/[1-7]$/.test(text),
    'vouches for all',
  )
}

const MAX_FIELDS = 200

function mustReadForms(body: Uint8Array, text: string): void {
  const latin = parseForm(body, (bytes) => Buffer.from(bytes).toString('latin1'))
  for (const fields of [latin, readForm(body), readQuery(`/return?${text}`)]) {
    must(Object.keys(fields).length <= MAX_FIELDS, 'more fields than any form has')
    must(Object.getPrototypeOf(fields) === Object.prototype, 'a form that changed what objects are')
    must(
      Object.values(fields).every((value) => typeof value === 'string'),
      'a field that is no text',
    )
  }
}
