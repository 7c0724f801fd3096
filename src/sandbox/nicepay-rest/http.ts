/** Small readers and the one writer that every route of the REST simulator shares. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Answer, onWire } from './answer.ts'

export const headerOf = (request: FastifyRequest): string => request.headers.authorization ?? ''

export const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))

export function sendAnswer(reply: FastifyReply, answer: Answer): FastifyReply {
  const { status, contentType, body } = onWire(answer, 'utf-8')
  return reply.code(status).header('content-type', contentType).send(body)
}
