/** Every target by its name. */
import type { Target, TargetName } from '../target.ts'
import { answers } from './answers.ts'
import { config } from './config.ts'
import { links } from './links.ts'
import { returns } from './returns.ts'
import { settlement } from './settlement.ts'
import { texts } from './texts.ts'
import { webhooks } from './webhooks.ts'

export const ALL = { answers, config, links, returns, settlement, texts, webhooks } as const satisfies Record<
  TargetName,
  Target
>
