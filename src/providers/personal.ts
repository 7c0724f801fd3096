/** Takes what a call told of a buyer out of everything that is kept of it, after it was judged as it came. */
import type { Outcome } from '../core/outcome.ts'
import type { CallContext, Exchange } from '../ports/provider.ts'

/** A PG may quote an account, its holder or a phone in its own words, in which no shape gives a name away. */
export interface Personal {
  /** The same call, whose record has nothing of it. */
  call(call: CallContext): CallContext
  /** The same outcome, whose words have nothing of it. */
  outcome<T>(outcome: Outcome<T>): Outcome<T>
}

export function hiding(told: readonly (string | null | undefined)[]): Personal {
  const texts = told.flatMap((text) => (text == null || text === '' ? [] : [text]))
  const hide = (text: string): string => texts.reduce((left, part) => left.replaceAll(part, '[personal]'), text)
  return {
    call: (call) => ({ ...call, record: (exchange) => call.record({ ...exchange, ...hidden(exchange, hide) }) }),
    outcome: (outcome) => ({ ...outcome, answer: { ...outcome.answer, message: hide(outcome.answer.message) } }),
  }
}

/** Only the PG writes words; ids and sums are what they are, whatever digits of a phone may be in them. */
const WORDS = [
  'message',
  'resultMsg',
  'pgCode',
  'pgMessage',
  'failure.message',
  'failure.reason',
  'failure.pgCode',
  'failure.pgMessage',
] as const

const hidden = ({ response }: Exchange, hide: (text: string) => string): Pick<Exchange, 'response'> => ({
  response: {
    ...response,
    ...Object.fromEntries(
      WORDS.flatMap((name) => {
        const said = response[name]
        return said === undefined ? [] : [[name, hide(said)]]
      }),
    ),
  },
})
