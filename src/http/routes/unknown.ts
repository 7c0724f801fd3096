/** Tells "wrong method" from "no such path" by the routes that were added. */
import type { App } from '../context.ts'

/** Call before any route is added. The returned function answers the methods that a path takes; none = no such path. */
export function watchRoutes(app: App): (path: string) => readonly string[] {
  const methods = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? new Set()
    methods.set(url, known)
    for (const one of [method].flat()) known.add(one)
  })
  return (path) => {
    const fitting = [...methods].filter(([pattern]) => !pattern.includes('*') && fits(pattern, path))
    return [...new Set(fitting.flatMap(([, known]) => [...known]))].sort()
  }
}

/** `/v1/payments/:id` fits `/v1/payments/pay_1`. */
function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split('/')
  const given = path.split('/')
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith(':') || part === given[index])
}
