/** Every "no" of the API is an RFC 9457 problem made from the one error catalogue. */
import type { FastifyReply } from 'fastify'
import { ERRORS, type ErrorCode, type FieldProblem, type Refusal } from '../core/errors.ts'

export interface Problem {
  readonly type: string
  readonly title: string
  readonly titleKo: string
  readonly status: number
  readonly code: ErrorCode
  readonly detail: string
  readonly retry: 'never' | 'later' | 'same'
  readonly requestId: string
  readonly errors?: readonly FieldProblem[]
  /** The cancellation that will not happen, beside the reason why. */
  readonly cancellation?: object
}

/** An expected "no", thrown towards the one error handler. Its text may be shown to the caller. */
export class Refused extends Error {
  readonly code: ErrorCode
  readonly errors: readonly FieldProblem[]

  constructor(code: ErrorCode, detail: string, errors: readonly FieldProblem[] = []) {
    super(detail)
    this.code = code
    this.errors = errors
  }
}

/** The engine's refusal, with the request's field that it is about where one is known. */
export function refused({ code, detail, fields = [] }: Refusal, field: string | null = null): Refused {
  return new Refused(code, detail, field === null ? fields : [{ field, problem: detail }])
}

type EngineAnswer = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal }

/** Unwraps an engine answer, or throws its refusal. */
export function granted<Answer extends EngineAnswer>(answer: Answer): Extract<Answer, { readonly ok: true }> {
  if (!answer.ok) throw refused(answer.refusal)
  return answer as Extract<Answer, { readonly ok: true }>
}

export function problemOf(error: Refused, { publicUrl, requestId }: { publicUrl: string; requestId: string }): Problem {
  const { status, title, titleKo, retry } = ERRORS[error.code]
  const { code, message: detail, errors } = error
  const common = { type: `${publicUrl}/errors#${code}`, title, titleKo, status, code, detail, retry, requestId }
  return errors.length === 0 ? common : { ...common, errors }
}

/** A text, so that no response schema of the route is applied to it. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem))
}
