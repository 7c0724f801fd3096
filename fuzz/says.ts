/** Reads answers a second time, without the adapters: whatever they claim must stand in the bytes, word for word. */
import iconv from 'iconv-lite'
import type { ProviderId } from '../src/core/payment/payment.ts'

/** Every text and number of a document. */
export interface Said {
  readonly texts: ReadonlySet<string>
  readonly numbers: ReadonlySet<number>
}

/** Null where the bytes are no JSON, in whichever encoding: then nobody can have understood them. */
export function saidBy(body: Uint8Array): Said | null {
  const bytes = Buffer.from(body)
  for (const text of [bytes.toString('utf8'), iconv.decode(bytes, 'cp949')]) {
    const parsed = parse(text.replace(/^\ufeff/, ''))
    if (parsed !== undefined) return gathered(parsed)
  }
  return null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Documents may be nested more deeply than a stack is high. */
function gathered(root: unknown): Said {
  const [texts, numbers, waiting]: [Set<string>, Set<number>, unknown[]] = [new Set(), new Set(), [root]]
  for (let value = waiting.pop(); waiting.length > 0 || value !== undefined; value = waiting.pop()) {
    if (typeof value === 'string') {
      texts.add(value)
      if (/^\d{1,12}$/.test(value)) numbers.add(Number(value))
    } else if (typeof value === 'number') {
      numbers.add(value)
      texts.add(String(value))
    } else if (typeof value === 'object' && value !== null) waiting.push(...Object.values(value).slice(0, 10_000))
  }
  return { texts, numbers }
}

/** The words by which each protocol says that money came; one of them must stand there (fact sheets, §status). */
export const PAID_WORDS: Readonly<Record<string, readonly string[]>> = {
  nicepay: ['3001', '4000', 'A000', '7001', '4110', '0', '1'],
  'nicepay-rest': ['paid', 'partialCancelled', 'cancelled'],
  tosspayments: ['DONE', 'PARTIAL_CANCELED', 'CANCELED'],
  'portone-v1': ['paid', 'cancelled'],
  'portone-v2': ['PAID', 'PARTIAL_CANCELLED', 'CANCELLED'],
} satisfies Partial<Record<ProviderId, readonly string[]>>

/** The words by which each protocol says that money went back. */
export const BACK_WORDS: Readonly<Record<string, readonly string[]>> = {
  nicepay: ['2001', '2211'],
  'nicepay-rest': ['cancelled', 'partialCancelled'],
  // A cancel that tells no state of its own (older versions) is told by the payment's.
  tosspayments: ['DONE', 'IN_PROGRESS', 'CANCELED', 'PARTIAL_CANCELED'],
  'portone-v1': ['cancelled', 'paid', 'ready'],
  'portone-v2': ['SUCCEEDED', 'REQUESTED'],
} satisfies Partial<Record<ProviderId, readonly string[]>>
