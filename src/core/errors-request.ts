/** The part of the error catalogue that is about the request itself, whatever it asks for. */
import { type ErrorEntry, entry } from './error-entry.ts'

export const REQUEST_ERRORS = {
  MD_BAD_JSON: entry(
    400,
    'never',
    'The body is not valid JSON',
    'JSON 형식이 올바르지 않습니다',
    'Send a JSON document with `Content-Type: application/json`.',
  ),
  MD_INVALID_REQUEST: entry(
    422,
    'never',
    'The request has invalid fields',
    '요청 값이 올바르지 않습니다',
    '`errors` names each field and what is wrong with it. Nothing was stored.',
  ),
  MD_BODY_TOO_LARGE: entry(
    413,
    'never',
    'The body is too large',
    '요청 본문이 너무 큽니다',
    'No request of this API needs more than 64 KiB.',
  ),
  MD_MEDIA_TYPE: entry(
    415,
    'never',
    'The content type is not supported',
    '지원하지 않는 Content-Type입니다',
    'Send `application/json` (the return page also takes form posts).',
  ),
  MD_UNAUTHORIZED: entry(
    401,
    'never',
    'The API key is missing or wrong',
    'API 키가 없거나 올바르지 않습니다',
    'Send `Authorization: Bearer <api key>`; make keys with `maedeup keys create`.',
  ),
  MD_NOT_FOUND: entry(
    404,
    'never',
    'There is no such thing',
    '대상을 찾을 수 없습니다',
    'The id or the path is not known here.',
  ),
  MD_METHOD_NOT_ALLOWED: entry(
    405,
    'never',
    'The path does not take this method',
    '지원하지 않는 HTTP 메서드입니다',
    'The header `Allow` names the methods that the path takes.',
  ),
  MD_RATE_LIMITED: entry(
    429,
    'later',
    'Too many requests',
    '요청이 너무 많습니다',
    'Wait as long as `Retry-After` says.',
  ),
  MD_UNKNOWN_CHANNEL: entry(
    422,
    'never',
    'There is no such channel',
    '등록되지 않은 채널입니다',
    '`channel` must be one of the channels in `maedeup.config.ts`.',
  ),
  MD_METHOD_UNSUPPORTED: entry(
    422,
    'never',
    'The channel does not offer this method',
    '채널이 지원하지 않는 결제수단입니다',
    'Leave `method` out or choose one the provider supports.',
  ),
  MD_CURRENCY_UNSUPPORTED: entry(
    422,
    'never',
    'The channel does not take this currency',
    '채널이 지원하지 않는 통화입니다',
    'NICEPAY takes KRW only.',
  ),
} as const satisfies Record<string, ErrorEntry>
