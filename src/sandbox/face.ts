/** What the simulators of all protocols do alike: take raw calls over HTTP, and be switched, reset and closed. */
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import type { z } from 'zod'
import type { Simulator } from './simulator.ts'
import { type Switchable, setSwitches } from './switching.ts'

/** All documented fields of the largest call of most providers stay below 4 kB; who takes more says so. */
const MAX_BODY_BYTES = 64 * 1024

type AppOptions = Pick<FastifyServerOptions, 'bodyLimit' | 'exposeHeadRoutes' | 'routerOptions'>

/** The bodies stay bytes, whatever the header says: a call that cannot be read must be recorded and answered too. */
export function createApp(options: AppOptions): FastifyInstance {
  const app = Fastify({ bodyLimit: MAX_BODY_BYTES, forceCloseConnections: true, ...options })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  return app
}

export interface Behind<Schema extends z.ZodType> {
  readonly app: FastifyInstance
  readonly windows: { readonly clear: () => void }
  readonly world: Switchable<z.output<Schema>> & { readonly reset: () => void }
  readonly switchesPatch: Schema
}

type Face = Pick<Simulator, 'ready' | 'handle' | 'switches' | 'setSwitches' | 'reset' | 'close'>

export const faceOf = <Schema extends z.ZodType>({ app, windows, world, switchesPatch }: Behind<Schema>): Face => ({
  ready: async () => void (await app.ready()),
  handle: (request, response) => app.routing(request, response),
  switches: () => world.switches(),
  setSwitches: (patch) => setSwitches(world, switchesPatch, patch),
  reset: () => {
    world.reset()
    windows.clear()
  },
  close: () => app.close(),
})
