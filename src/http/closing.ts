/** Bounds how long closing takes: requests under way may finish, connections that say nothing may not hold us up. */
import type { Socket } from 'node:net'
import type { App } from './context.ts'

/** More than a caller is made to wait (10 s), less than supervisors wait before they kill (30 s in Kubernetes). */
const GRACE_MS = 15_000

/**
 * Node closes idle connections by itself, but not those that have never sent a request, which browsers open in advance:
 * they would keep `close()` waiting for a minute.
 */
export function boundClosing(app: App): void {
  const { server } = app
  const silent = new Set<Socket>()
  server.on('connection', (socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.on('request', ({ socket }) => silent.delete(socket))
  app.addHook('preClose', async () => {
    for (const socket of silent) socket.destroy()
    const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS)
    timer.unref()
    server.once('close', () => clearTimeout(timer))
  })
}
