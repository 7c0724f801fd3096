/** The part of the error catalogue that is about a restored database. */
import { type ErrorEntry, entry } from './error-entry.ts'

export const RECOVERY_ERRORS = {
  MD_RECOVERING: entry(
    503,
    'later',
    'The database was restored, and the provider is asked first',
    '데이터베이스 복구 중이어서 PG사에 확인하고 있습니다',
    'Nothing was stored or sent. `GET /v1/net` shows how far it is; an operator releases it. `PUT …/order` works.',
  ),
  MD_RECOVERY_UNFINISHED: entry(
    409,
    'later',
    'Not everything was asked yet',
    '아직 확인되지 않은 결제가 있습니다',
    'Wait until `GET /v1/net` shows `waiting`, or send `unanswered: hold`: what was not answered goes to the desk.',
  ),
} as const satisfies Record<string, ErrorEntry>
