/** Where events may be delivered to beside the public Internet, as the config says it. */
import { z } from 'zod'
import type { MaedeupConfig } from './define.ts'

/** A merchant's own network has a few; a list beyond this is a mistake. */
const MOST_HOSTS = 50

const host = z.string().regex(/^[\w.:-]{1,253}$/, 'must be a host name or address without scheme, path or brackets')

/** Part of the config's schema, so that a wrong field is named with the others. */
export const webhooks = z.strictObject({ internalHosts: z.array(host).max(MOST_HOSTS).optional() })

/** The config must have been checked. */
export const internalHosts = (config: MaedeupConfig): readonly string[] =>
  webhooks.parse(config.webhooks ?? {}).internalHosts ?? []
