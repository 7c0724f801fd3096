/** Sends one call to PortOne V1 under a valid token and hands back the answer; records every attempt, scrubbed. */
import type { Outcome } from '../../core/outcome.ts'
import { notSent } from '../../core/outcome.ts'
import { SECOND_MS } from '../../core/time.ts'
import type { CallContext } from '../../ports/provider.ts'
import type { JsonReply } from '../json.ts'
import { exchangeJson } from '../json.ts'
import { safeText } from '../scrub.ts'
import { PORTONE_V1_CAPABILITIES } from './capabilities.ts'
import type { PortoneV1Operation } from './codes.ts'
import { wrongKeyOf } from './codes.ts'
import type { Account } from './config.ts'
import { KEPT_REQUEST, KEPT_RESPONSE, KEPT_TOKEN_RESPONSE, KEPT_WITHOUT_WORDS } from './record.ts'
import type { Fetched } from './token.ts'
import { createTokenCache } from './token.ts'
import { parseEnvelope, parseToken } from './wire.ts'

/** One call, decided before it is sent. */
export interface Call {
  readonly operation: PortoneV1Operation
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** With its query; ids are percent-encoded already. */
  readonly path: string
  readonly body: Readonly<Record<string, unknown>> | null
  /** Names of people in it: an answer may quote them in its message, which is then kept without them. */
  readonly people?: readonly string[]
}

export type Send = (order: Call, call: CallContext) => Promise<JsonReply>

/** A thousand attempts of one order (`findAll`) at some 2 KiB each, four times over. */
const MAX_ANSWER_BYTES = 8 * 1_048_576

/** Longer than the send fence: what comes later is for the next call. */
const TOKEN_READ_TIMEOUT_MS = 10 * SECOND_MS

/** The one way from this adapter to a socket. The token is kept in memory, per provider instance. */
export function createClient(account: Account): Send {
  const tokens = createTokenCache()
  const tokenFor = ({ operation }: Call, call: CallContext, rejected: string | null): Promise<Fetched> =>
    tokens.get({ at: call.at, rejected, ask: () => fetchToken(account, operation, call) })

  return async (order, call) => {
    const token = await tokenFor(order, call, null)
    if (token.kind !== 'token') return { kind: 'nothing', outcome: withoutToken(order, token) }
    const reply = await exchangeWith(account, { order, token: token.text }, call)
    if (!isTurnedAway(reply) || !call.mayStillSend()) return reply
    // Not a blind retry: 401 says that we were turned away at the door, before any operation (§1.2, §15), so the one
    // call that follows, with the same bytes and the same checksum, is the first that can execute.
    const renewed = await tokenFor(order, call, token.text)
    switch (renewed.kind) {
      case 'token':
        return await exchangeWith(account, { order, token: renewed.text }, call)
      case 'wrong_key':
        return { kind: 'nothing', outcome: withoutToken(order, renewed) }
      case 'none':
        return reply
    }
  }
}

interface Sending {
  readonly order: Call
  readonly token: string
}

async function exchangeWith(account: Account, { order, token }: Sending, call: CallContext): Promise<JsonReply> {
  const people = order.people ?? []
  const reply = await exchangeJson(
    {
      operation: order.operation,
      method: order.method,
      url: account.api + order.path,
      headers: { Authorization: `Bearer ${token}`, ...tierHeader(account) },
      body: order.body,
      connectTimeoutMs: account.timeouts.connectMs ?? PORTONE_V1_CAPABILITIES.connectTimeoutMs,
      readTimeoutMs: account.timeouts.readMs ?? PORTONE_V1_CAPABILITIES.readTimeoutMs[order.operation],
      maxAnswerBytes: MAX_ANSWER_BYTES,
      secrets: [account.impSecret, account.impKey, token, ...(account.pgApiKey === null ? [] : [account.pgApiKey])],
      keep: { request: KEPT_REQUEST, response: people.length === 0 ? KEPT_RESPONSE : KEPT_WITHOUT_WORDS },
    },
    call,
  )
  return withoutNames(reply, people)
}

/** One character is no name, and taking it out would leave no message. */
const MIN_NAME = 2

function withoutNames(reply: JsonReply, people: readonly string[]): JsonReply {
  const envelope = reply.kind === 'answer' ? parseEnvelope(reply.json) : null
  if (reply.kind !== 'answer' || envelope === null || envelope.message === null) return reply
  const names = people.filter((name) => name.length >= MIN_NAME)
  const message = names.reduce((text, name) => text.replaceAll(name, '[name]'), envelope.message)
  return { ...reply, json: { ...envelope, message } }
}

const tierHeader = ({ tier }: Account): Record<string, string> => (tier === null ? {} : { Tier: tier })

/** PortOne's own envelope only: a 401 of whatever stands in between proves nothing. */
const isTurnedAway = (reply: JsonReply): boolean =>
  reply.kind === 'answer' && reply.status === 401 && parseEnvelope(reply.json)?.code === -1

async function fetchToken(account: Account, operation: PortoneV1Operation, call: CallContext): Promise<Fetched> {
  const reply = await exchangeJson(
    {
      operation,
      method: 'POST',
      url: `${account.api}/users/getToken`,
      headers: tierHeader(account),
      body: { imp_key: account.impKey, imp_secret: account.impSecret },
      connectTimeoutMs: account.timeouts.connectMs ?? PORTONE_V1_CAPABILITIES.connectTimeoutMs,
      readTimeoutMs: account.timeouts.readMs ?? TOKEN_READ_TIMEOUT_MS,
      secrets: [account.impSecret, account.impKey],
      keep: { request: {}, response: KEPT_TOKEN_RESPONSE },
    },
    call,
  )
  if (reply.kind === 'nothing') return { kind: 'none', why: reply.outcome.answer.message }
  const envelope = parseEnvelope(reply.json)
  if (reply.status === 401 && envelope?.code === -1) {
    return { kind: 'wrong_key', answer: { code: 'WRONG_KEY', message: safeText(envelope.message ?? '') } }
  }
  const token = reply.status === 200 && envelope?.code === 0 ? parseToken(envelope.response) : null
  if (token === null) return { kind: 'none', why: `getToken was answered with HTTP ${reply.status} and no token` }
  // §2: both times are the server's own; ours never counts.
  return { kind: 'token', text: token.access_token, ttlMs: (token.expired_at - token.now) * SECOND_MS }
}

/** Whatever became of getToken, the call itself has provably not left. */
function withoutToken({ operation }: Call, fetched: Exclude<Fetched, { kind: 'token' }>): Outcome<never> {
  if (fetched.kind === 'none') return notSent(`no token: ${fetched.why}`)
  const { kind, next, en } = wrongKeyOf(operation)
  const { code, message } = fetched.answer
  const answer = { code, message: message === '' ? en : message }
  return kind === 'refused' ? { kind, answer, next } : { kind: 'unknown', answer, next }
}
