/** A PG that refuses and quotes in its own words what of the buyer it was sent: the worst that an answer can say. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import iconv from 'iconv-lite'
import { developmentConfig } from '../../src/cli/dev-channels.ts'
import type { ProviderId } from '../../src/core/payment/payment.ts'
import type { Provider } from '../../src/ports/provider.ts'

/** `unlisted`: by a code that no table has. `refused`: by one that means that nothing happened. */
export type Refusing = 'unlisted' | 'refused'

/** Its answer, in the shape that each adapter takes for one of its protocol. */
const ANSWERS = {
  nicepay: (words, how) => [200, { ResultCode: CODE[how], ResultMsg: words, ErrorCD: CODE[how], ErrorMsg: words }],
  'nicepay-rest': (words, how) => [200, { resultCode: CODE[how], resultMsg: words }],
  tosspayments: (words, how) => [400, { code: how === 'refused' ? 'INVALID_REQUEST' : 'QUOTED', message: words }],
  'portone-v1': (words, how) => [
    200,
    { code: -1, message: how === 'refused' ? `결제취소에 실패하였습니다. ${words}` : words, response: null },
  ],
  'portone-v2': (words, how) => [
    502,
    { type: how === 'refused' ? 'PG_PROVIDER' : 'QUOTED', message: words, pgCode: words, pgMessage: words },
  ],
} as const satisfies Record<ProviderId, (words: string, how: Refusing) => readonly [number, object]>

/** NICEPAY's "cannot be cancelled", and a number that it does not have. */
const CODE = { refused: '2014', unlisted: '9876' } as const

/** PortOne V1 asks for it before anything else. */
const TOKEN = { code: 0, message: null, response: { access_token: 'quoting-token', now: 1, expired_at: 1_801 } }

export interface Quoting {
  /** The adapter of `made`, which talks to this PG for as long as {@link quote} says so. */
  over(made: Provider): Provider
  quote(how: Refusing | null): void
  /** How many requests it quoted something of. */
  quoted(): number
  close(): Promise<void>
}

export async function startQuoting(on: ProviderId, isPersonal: (text: string) => boolean): Promise<Quoting> {
  let how: Refusing | null = null
  let quoted = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const said = valuesOf(Buffer.concat(chunks), request.headers['content-type'] ?? '').filter(isPersonal)
    if (said.length > 0) quoted += 1
    const isToken = request.url?.startsWith('/users/getToken') ?? false
    const [status, body] = isToken ? [200, TOKEN] : ANSWERS[on](`[${said.join('] [')}] 확인`, how ?? 'unlisted')
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = developmentConfig({ orderWithin: null }, { urls: { [on]: url } }).channels[on]?.provider
  if (provider === undefined) throw new Error(`no adapter for ${on}`)
  return {
    over: (made) => {
      const now = (): Provider => (how === null ? made : provider)
      const { issueAccount } = made
      return {
        ...made,
        cancel: (...asked) => now().cancel(...asked),
        ...(issueAccount === undefined
          ? {}
          : { issueAccount: (...asked) => now().issueAccount?.(...asked) ?? issueAccount(...asked) }),
      }
    },
    quote: (next) => {
      how = next
    },
    quoted: () => quoted,
    close: () => new Promise((done) => server.close(() => done())),
  }
}

function valuesOf(body: Buffer, contentType: string): readonly string[] {
  if (contentType.includes('json')) return leavesOf(JSON.parse(body.toString('utf8')))
  return body
    .toString('latin1')
    .split('&')
    .map((pair) => pair.slice(pair.indexOf('=') + 1).replaceAll('+', ' '))
    .map((value) => value.replaceAll(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))))
    .map((value) => iconv.decode(Buffer.from(value, 'latin1'), 'cp949'))
}

const leavesOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [String(value)]
