/** Disputes, which begin at the card company and reach the merchant as a webhook and a field (§5.6, §10.2). */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { announce } from './webhooks.ts'
import type { World } from './world.ts'

const body = z.strictObject({
  paymentId: z.string().min(1),
  reason: z.string().min(1).default('물품 미수령'),
  /** `resolved` ends the open one in the shop's favour; a lost one is a console cancel with trigger CHARGEBACK. */
  status: z.enum(['unresolved', 'resolved']).default('unresolved'),
})

/** A route of the sandbox, not of PortOne: tests play the card company with it. */
export function addDisputeRoute(app: FastifyInstance, world: World): void {
  app.post('/sandbox/disputes', (request, reply) => {
    const read = body.safeParse(JSON.parse(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '{}'))
    if (!read.success) return reply.code(422).send({ detail: z.prettifyError(read.error) })
    const payment = world.find(read.data.paymentId)
    if (payment?.status !== 'PAID') return reply.code(409).send({ detail: 'only a PAID payment shows disputes' })
    const { reason, status } = read.data
    const isOpen = status === 'unresolved'
    world.change(payment, () => {
      if (isOpen)
        payment.disputes.push({
          pgDisputeId: world.newPgId('SIMDSP'),
          reason,
          createdAt: world.now(),
          resolvedAt: null,
        })
      else for (const dispute of payment.disputes) dispute.resolvedAt ??= world.now()
    })
    announce(world, payment, {
      name: isOpen ? 'DisputeCreated' : 'DisputeResolved',
      trigger: isOpen ? 'DISPUTE_CREATED' : 'DISPUTE_RESOLVED',
    })
    return { disputes: payment.disputes.length }
  })
}
