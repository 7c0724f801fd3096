/** Renders the error catalogue as a page of the docs, so that nobody has to keep the two alike. */
import type { RetryAdvice } from '../core/error-entry.ts'
import { ERRORS, type ErrorCode } from '../core/errors.ts'

const RETRY = {
  never: 'change the request first',
  later: 'the same request may work later',
  same: 'send the same request again; nothing was done',
} as const satisfies Record<RetryAdvice, string>

const HEAD = `# Errors

Every error of the API is an [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem, sent as
\`application/problem+json\`. Branch on \`code\`; \`detail\` is for people, \`errors\` names the fields that have to
change, and \`requestId\` finds the request in the log. This page is rendered from \`src/core/errors.ts\`
by \`node tools/render-docs.ts\`.
`

export function renderErrors(): string {
  const entries = Object.keys(ERRORS) as ErrorCode[]
  return `${HEAD}\n${entries.map(section).join('\n')}`
}

function section(code: ErrorCode): string {
  const { status, title, titleKo, retry, help } = ERRORS[code]
  return `## ${code}

**${title}** · ${titleKo}

HTTP ${status} · Retry: ${RETRY[retry]}.

${help}
`
}
