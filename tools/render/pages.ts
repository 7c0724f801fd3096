/** Every page of the docs that is rendered from code: where it stands, and what it says. */
import { renderErrors } from '../../src/http/reference.ts'
import { renderAttention } from './attention.ts'
import { renderDifferences } from './differences.ts'
import { renderEvents } from './events.ts'
import { renderPolicy } from './policy.ts'
import { PROVIDER_PAGES, renderProviderIndex } from './providers.ts'
import { renderStates } from './states.ts'

interface Page {
  /** From the root of the repository. */
  readonly path: string
  readonly render: () => string
}

export const PAGES: readonly Page[] = [
  { path: 'docs/reference/errors.md', render: renderErrors },
  { path: 'docs/reference/events.md', render: renderEvents },
  { path: 'docs/reference/differences.md', render: renderDifferences },
  { path: 'docs/concepts/payment-states.md', render: renderStates },
  { path: 'docs/concepts/attention.md', render: renderAttention },
  { path: 'docs/concepts/cancellation-policy.md', render: renderPolicy },
  { path: 'docs/providers/README.md', render: renderProviderIndex },
  ...PROVIDER_PAGES,
]
