/** Streams of the feed (SSE): each at its reader's pace, none holding more than a page, all ending with the app. */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { PaymentId } from '../core/ids.ts'
import { type Bell, createBell } from '../engine/bell.ts'
import type { Engine } from '../engine/engine.ts'
import { Refused } from './problem.ts'
import { eventJson, type LinkMaker } from './view.ts'

/** A merchant has a few consumers; each stream costs one query per event page. */
const MOST_STREAMS = 100
const PAGE = 200
/** Proxies cut connections that are silent for a minute or less. */
const HEARTBEAT_MS = 15_000
/** A reader that takes nothing for so long is gone. */
const SLOW_READER_MS = 30_000
/** Then the reader comes back with its place: so a revoked key ends here at last. */
const LIFE_MS = 3_600_000
/** What the reader should wait before it comes back. */
const RETRY_MS = 1_000

export interface StreamWish {
  /** Null: from the newest event on. */
  readonly after: number | null
  readonly paymentId: PaymentId | undefined
}

export interface Streams {
  /** Answers at once; the stream goes on behind it. */
  open(reply: FastifyReply, wish: StreamWish): Promise<void>
  count(): number
  endAll(): void
}

export function createStreams(links: LinkMaker): Streams {
  const { engine } = links
  const ends = new Set<AbortController>()
  return {
    open: async (reply, { after, paymentId }) => {
      if (ends.size >= MOST_STREAMS) {
        throw new Refused('MD_RATE_LIMITED', `${MOST_STREAMS} streams are open; end one or read pages.`)
      }
      const end = new AbortController()
      ends.add(end)
      const start = await startOf(engine, after).catch((error: unknown) => {
        ends.delete(end)
        throw error
      })
      reply.hijack()
      const { raw } = reply
      raw.on('close', () => end.abort())
      // Whoever left while we looked for the place has said so already.
      if (raw.destroyed || raw.closed) end.abort()
      raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        // So that the end of the stream is the end of the connection, and closing the app waits for nobody.
        connection: 'close',
      })
      void run(links, raw, { start, paymentId, end: end.signal }).finally(() => ends.delete(end))
    },
    count: () => ends.size,
    endAll: () => {
      for (const end of ends) end.abort()
    },
  }
}

const startOf = async ({ deps }: Engine, after: number | null): Promise<number> =>
  after ?? (await deps.store.feedHead())

interface Run {
  readonly start: number
  readonly paymentId: PaymentId | undefined
  readonly end: AbortSignal
}

async function run(links: LinkMaker, raw: ServerResponse, { start, paymentId, end }: Run): Promise<void> {
  const { engine } = links
  const bell = createBell(engine.deps.clock)
  const deaf = engine.onFeedNews(bell.ring)
  const over = AbortSignal.any([end, AbortSignal.timeout(LIFE_MS)])
  try {
    // An id without data: the reader knows its place before the first event comes.
    await write(raw, `retry: ${RETRY_MS}\nid: ${start}\n\n`, over)
    await pump(links, raw, { start, paymentId, over, bell })
    raw.end()
  } catch (error) {
    if (!over.aborted) engine.deps.log.warn({ error: `${error}` }, 'a stream of the feed broke')
    // What is still unsent is dropped; the reader comes back with its last id.
    raw.destroy()
  } finally {
    deaf()
  }
}

interface Pump extends Omit<Run, 'end'> {
  readonly over: AbortSignal
  readonly bell: Bell
}

async function pump(links: LinkMaker, raw: ServerResponse, { start, paymentId, over, bell }: Pump): Promise<void> {
  const { deps } = links.engine
  let after = start
  while (!over.aborted) {
    const page = await deps.store.feed({ after, limit: PAGE, paymentId })
    const lines = page.map((one) => `id: ${one.feedSeq}\ndata: ${JSON.stringify(eventJson(one, links))}\n\n`)
    if (lines.length > 0) await write(raw, lines.join(''), over)
    after = page.at(-1)?.feedSeq ?? after
    if (page.length === PAGE) continue
    await bell.wait(HEARTBEAT_MS, over)
    // Also told after news: it costs nothing, and shows a broken connection to us.
    if (page.length === 0 && !over.aborted) await write(raw, ': \n\n', over)
  }
}

/** Waits until the reader has taken enough for more; throws where it does not. */
async function write(raw: ServerResponse, text: string, over: AbortSignal): Promise<void> {
  if (raw.write(text)) return
  await once(raw, 'drain', { signal: AbortSignal.any([over, AbortSignal.timeout(SLOW_READER_MS)]) })
}
