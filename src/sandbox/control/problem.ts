/** Every refusal of the control API is RFC 9457 problem+json that names the field which has to change. */
import type { FastifyError, FastifyReply } from 'fastify'
import type { z } from 'zod'
import type { Answered, ControlRefusal } from '../simulator.ts'

export interface FieldError {
  readonly field: string
  readonly message: string
}

/** A request that cannot be carried out as it stands. */
export class BadRequest extends Error {
  readonly status: number
  readonly errors: readonly FieldError[]

  constructor(status: number, errors: readonly FieldError[]) {
    super(errors.map(({ field, message }) => `${field}: ${message}`).join('; '))
    this.status = status
    this.errors = errors
  }
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request could not be read',
  404: 'There is no such thing',
  409: 'It cannot be done in this state',
  413: 'The request is too large',
  415: 'The request must be JSON',
  422: 'The request names something that cannot be accepted',
  500: 'The sandbox has a bug',
}

/** Reads `input` by `schema`, or throws the refusal that names every bad field. */
export function read<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input ?? {})
  if (result.success) return result.data
  throw new BadRequest(422, result.error.issues.flatMap(fieldErrors))
}

/** The value, or the refusal thrown. */
export function granted<Value>(answer: Answered<Value>): Value {
  if (answer.ok) return answer.value
  throw refused(answer.refusal)
}

const refused = ({ status, field, detail }: ControlRefusal): BadRequest =>
  new BadRequest(status, [{ field, message: detail }])

export function sendProblem(reply: FastifyReply, error: FastifyError | BadRequest): FastifyReply {
  const status = error instanceof BadRequest ? error.status : (error.statusCode ?? 500)
  const problem = {
    type: 'about:blank',
    title: TITLES[status] ?? 'The request was refused',
    status,
    // A bug shows its text too: the sandbox holds nothing that has to be hidden.
    detail: error.message,
    errors: error instanceof BadRequest ? error.errors : [],
  }
  return reply.code(status).type('application/problem+json').send(JSON.stringify(problem))
}

/** Unknown keys are reported by zod at the object that holds them; the key itself is what the caller must see. */
function fieldErrors(issue: z.core.$ZodIssue): readonly FieldError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), message: 'no such field' }))
  return [{ field: issue.path.join('.') || 'body', message: issue.message }]
}
