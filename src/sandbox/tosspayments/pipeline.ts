/** What every call passes before it is processed: API key, error header of test keys, idempotency key (§1, §7). */
import { type Answer, failure, type Input, type Process, refusal } from './answer.ts'
import { isErrorCode, type Situation } from './codes.ts'
import { abortRefused } from './confirm.ts'
import { SECRET_KEYS } from './credentials.ts'
import { MAX_KEY_LENGTH, type Owner, type StoredAnswer } from './idempotency.ts'
import type { TossOperation } from './operations.ts'
import type { World } from './world.ts'

export interface Call {
  readonly method: string
  readonly path: string
  readonly operation: TossOperation
  readonly authorization: string
  /** `TossPayments-Test-Code`, or empty. */
  readonly testCode: string
  readonly input: Input
  /** Two exchanges at one idempotency key are told apart by it. */
  readonly owner: Owner
}

export interface Answered extends StoredAnswer {
  /** The trace id of the first answer when this one repeats it (§7). */
  readonly replayOf: string | null
}

/** `secretKey:` in base64; the colon is part of the encoded text, the password is empty. */
function secretOf(authorization: string): string | null {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(authorization) ?? []
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8')
  return text.endsWith(':') ? text.slice(0, -1) : null
}

/** Why a call does not come to be processed: none of these answers is bound to an idempotency key. */
function turnedAway(world: World, { authorization, testCode, input, method }: Call): Answer | null {
  const refuse = (situation: Situation): Answer => refusal(world, situation, input)
  const secret = secretOf(authorization)
  if (secret === null) return refuse('authFormat')
  if (!SECRET_KEYS.includes(secret)) return refuse('unknownKey')
  if (secret.startsWith('test_') && isErrorCode(testCode)) return failure(testCode)
  const keyLength = method === 'POST' ? (input.idempotencyKey ?? '').length : 0
  return keyLength > MAX_KEY_LENGTH ? refuse('keyTooLong') : null
}

/** Key, API key, URL and method; the body is no part of it (§7). Null where no key counts. */
const scopeOf = ({ method, path, authorization, input: { idempotencyKey } }: Call): string | null =>
  method === 'POST' && idempotencyKey !== null ? [method, path, authorization, idempotencyKey].join('\n') : null

/** Takes the call's key before it is processed, as an effect that comes later does. */
export function occupyKey(world: World, call: Call): void {
  const scope = scopeOf(call)
  if (scope !== null && turnedAway(world, call) === null) world.idempotency.claim(scope, call.owner, world.now())
}

export function answerTo(world: World, call: Call, process: Process): Answered {
  const away = turnedAway(world, call)
  if (away !== null) return written(world, away)
  const scope = scopeOf(call)
  if (scope === null) return written(world, processed(world, call, process))
  const claim = world.idempotency.claim(scope, call.owner, world.now())
  switch (claim.kind) {
    case 'answered':
      return { ...claim.answer, traceId: world.newTraceId(), replayOf: claim.answer.traceId }
    case 'busy':
      return written(world, refusal(world, 'keyBusy', call.input))
    case 'mine': {
      const answer = written(world, processed(world, call, process))
      if (answer.status >= 500 && world.switches().replay5xx === 'no') world.idempotency.release(scope)
      else world.idempotency.keep(scope, answer)
      return answer
    }
  }
}

/** The switch `refuse` stands before the books: nothing but a refused card leaves a trace. */
function processed(world: World, { operation, input }: Call, process: Process): Answer {
  const code = world.switches().refuse[operation] ?? null
  if (code === null) return process(world, input)
  if (operation === 'approve') abortRefused(world, input, code)
  return failure(code)
}

const written = (world: World, { status, json, code }: Answer): Answered => ({
  status,
  body: Buffer.from(json === null ? '' : JSON.stringify(json)),
  code,
  traceId: world.newTraceId(),
  replayOf: null,
})
