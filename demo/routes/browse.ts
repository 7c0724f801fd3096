/** The pages that only show something: the house, a room, what this demo is about. */
import type { FastifyInstance } from 'fastify'
import { type Shop, sendPage } from '../context.ts'
import { koreanDate } from '../format.ts'
import { homePage } from '../pages/home.ts'
import { howPage } from '../pages/how.ts'
import { missingPage } from '../pages/notice.ts'
import { roomPage } from '../pages/room.ts'
import { roomOf } from '../rooms.ts'
import { visitOf } from '../visit.ts'

export function addBrowseRoutes(app: FastifyInstance, shop: Shop): void {
  app.get('/', (request, reply) => sendPage(reply, homePage(visitOf(request, reply, shop.random), shop)))
  app.get('/how', (request, reply) => sendPage(reply, howPage(visitOf(request, reply, shop.random), shop)))
  app.get<{ Params: { id: string } }>('/rooms/:id', (request, reply) => {
    const visit = visitOf(request, reply, shop.random)
    const room = roomOf(request.params.id)
    if (room === undefined) return sendPage(reply, missingPage(visit), 404)
    const today = koreanDate(shop.clock.now())
    return sendPage(
      reply,
      roomPage(visit, { room, channels: shop.channels, today, form: null, wrong: [], trouble: null }),
    )
  })
}
