/** The errors of webhook endpoints. */
import { type ErrorEntry, entry } from './error-entry.ts'

export const WEBHOOK_ERRORS = {
  MD_WEBHOOK_URL: entry(
    422,
    'never',
    'Nothing may be delivered to this URL',
    '웹훅을 보낼 수 없는 URL입니다',
    'Use https on port 443 or 8443 and a public address; hosts of your own network stand in `webhooks.internalHosts`.',
  ),
  MD_TOO_MANY_ENDPOINTS: entry(
    409,
    'never',
    'There are too many webhook endpoints',
    '웹훅 엔드포인트가 너무 많습니다',
    'Remove one that is no longer used.',
  ),
} as const satisfies Record<string, ErrorEntry>
