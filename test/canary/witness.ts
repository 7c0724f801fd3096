/** A running service of which everything is kept that anybody could read: logs, answers, pages, events, rows. */
import { inspect } from 'node:util'
import { isPaymentId } from '../../src/core/ids.ts'
import type { ProviderId } from '../../src/core/payment/payment.ts'
import { type Answer, KEY, type Service, startService } from '../http/server.ts'
import { type Canary, canaryOf, digitsOfCanary, NAME_STEMS } from './canary.ts'
import { dumpOf, keepHistory } from './database.ts'
import { find, type Told } from './find.ts'
import { type Quoting, startQuoting } from './quoting.ts'

export type Leaks = Readonly<Record<'logs' | 'answers' | 'events' | 'database', readonly string[]>>

export interface Witness extends Pick<Service, 'call' | 'visit'> {
  readonly on: ProviderId
  readonly shop: Service
  readonly quoting: Quoting
  /** How this protocol issues accounts. */
  readonly issues: 'api' | 'window_only'
  /** Faults that were planned and met no call. */
  readonly missed: string[]
  /** Buyers whose account the PG was told: their money went back to it, or is on its way. */
  readonly refunded: Canary[]
  /** As the PG comes, from this machine. */
  post(path: string, init: RequestInit): Promise<Answer>
  /** A new buyer with values of their own. */
  buyer(): Canary
  /** Every leak in logs, answers and pages, the feed as pages and as a stream, the database; by where it is. */
  leaks(): Promise<Leaks>
  /** What the PG received, as it read it. */
  received(): Promise<string>
  close(): Promise<void>
}

/** Nothing is waited for: what a fault delays is looked at later. */
const ANSWER_WITHIN_MS = 200

export async function startWitness(on: ProviderId): Promise<Witness> {
  const buyers: Canary[] = []
  const wantedOf = (issued: readonly string[]) => ({
    digits: [...buyers.flatMap(digitsOfCanary), ...issued],
    names: NAME_STEMS,
  })
  const quoting = await startQuoting(on, (text) => find([{ where: '', text }], wantedOf([])).length > 0)
  const shop = await startService({
    on,
    provider: quoting.over,
    app: { answerWithinMs: ANSWER_WITHIN_MS, trustedProxies: ['127.0.0.1'] },
  })
  await keepHistory(shop.connectionString)
  const url = `${shop.url}${shop.engine.webhookPath(on)}`
  await shop.control('PUT', '/control/webhook-targets', { provider: on, url })
  const answers: Told[] = []
  // Each from an address of its own: a page may be asked for so often a minute only.
  let visitors = 0
  const kept = (where: string, answer: Answer): Answer => {
    answers.push({ where, text: shownOf(answer) })
    return answer
  }
  const issued = async (): Promise<string[]> => {
    const books = (await shop.control('GET', `/control/books?provider=${on}`)) as { account: string | null }[]
    return books.flatMap(({ account }) => account?.replaceAll(/\D/g, '') ?? [])
  }
  const findIn = async (told: readonly Told[]) => find(told, wantedOf(await issued()))
  return {
    on,
    shop,
    quoting,
    issues: shop.deps.channels.get(on)?.provider.capabilities.virtualAccount?.issue ?? 'window_only',
    missed: [],
    refunded: [],
    received: async () => JSON.stringify(await shop.control('GET', `/control/calls?provider=${on}`)),
    buyer: () => {
      buyers.push(canaryOf(buyers.length))
      return buyers[buyers.length - 1] as Canary
    },
    call: async (method, path, ...more) => kept(`${method} ${path}`, await shop.call(method, path, ...more)),
    post: async (path, init) => kept(`POST ${path}`, await shop.visit(path, init)),
    visit: async (path, init) => {
      visitors += 1
      const headers = { ...init?.headers, 'x-forwarded-for': `10.0.${visitors >> 8}.${visitors & 255}` }
      const answer = await shop.visit(path, { ...init, headers })
      const text = hasReturn(path, init) ? await pageOf(shop, path, answer.text) : answer.text
      kept(`${init?.method ?? 'GET'} ${path}`, { ...answer, text })
      return answer
    },
    leaks: async () => ({
      logs: await findIn([{ where: 'log', text: shop.logged.map(seenInLog).join('\n') }]),
      answers: await findIn(answers),
      events: await findIn(await feedOf(shop)),
      database: await findIn(await dumpOf(shop.connectionString)),
    }),
    close: async () => {
      await shop.close()
      await quoting.close()
    },
  }
}

const seenInLog = (line: object): string =>
  inspect(line, { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: Number.POSITIVE_INFINITY })

/** The answer but for the one place where the buyer's own account must be: a payment's `virtualAccount`. */
function shownOf({ status, headers, text, body }: Answer): string {
  const isPayment = status < 300 && (isAccount(body) || (body?.data ?? []).some?.(isAccount))
  const shown = isPayment
    ? JSON.stringify(body, (name, value) => (name === 'virtualAccount' ? blank(value) : value))
    : text
  return `${status} ${JSON.stringify([...headers])} ${shown}`
}

/** Whether it brings back fields of a window: the answer to that is the one page that shows the account. */
const hasReturn = (path: string, init?: RequestInit): boolean =>
  path.startsWith('/return/') && (init?.method === 'POST' || path.includes('?'))

/** It shows number and holder, each in a cell of its own, of an account that the window issued. */
async function pageOf({ load }: Service, path: string, text: string): Promise<string> {
  const id = /^\/return\/(pay_\w+)/.exec(path)?.[1] ?? ''
  if (!isPaymentId(id)) return text
  const { virtualAccount } = (await load(id)).payment
  if (virtualAccount?.by !== 'window') return text
  const { number, holder } = virtualAccount
  return text.replace(`<dd>${number}</dd>`, '<dd>issued</dd>').replace(`<dd>${holder}</dd>`, '<dd>issued</dd>')
}

const isAccount = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'virtualAccount' in value && 'providerRef' in value

/** Number and name of the issued account are the buyer's to read; everything else beside them is judged. */
const blank = (account: unknown): unknown =>
  typeof account === 'object' && account !== null ? { ...account, number: 'issued', holder: 'issued' } : account

const FEED_PAGE = 200
const MOST_PAGES = 200
/** A stream is read until it was silent for so long. */
const SILENCE_MS = 300

async function feedOf(shop: Service): Promise<Told[]> {
  const told: Told[] = []
  for (let after = 0, pages = 0; pages < MOST_PAGES; pages += 1) {
    const { body, text } = await shop.call('GET', `/v1/events?after=${after}&limit=${FEED_PAGE}`)
    if (body.data.length === 0) break
    told.push({ where: 'feed', text })
    after = body.next
  }
  return [...told, { where: 'stream', text: await streamed(shop) }]
}

async function streamed({ url }: Service): Promise<string> {
  const end = new AbortController()
  const headers = { authorization: `Bearer ${KEY}`, accept: 'text/event-stream' }
  const { body } = await fetch(`${url}/v1/events?after=0`, { headers, signal: end.signal })
  const decoder = new TextDecoder()
  let text = ''
  let silence = setTimeout(() => end.abort(), SILENCE_MS)
  try {
    for await (const chunk of body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      clearTimeout(silence)
      silence = setTimeout(() => end.abort(), SILENCE_MS)
    }
  } catch (error) {
    if (!end.signal.aborted) throw error
  }
  return text
}
