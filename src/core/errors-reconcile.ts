/** The part of the error catalogue that is about comparing our books with a provider's. */
import { type ErrorEntry, entry } from './error-entry.ts'

export const RECONCILE_ERRORS = {
  MD_DAY_NOT_BEGUN: entry(
    422,
    'never',
    'The day has not begun in Korea',
    '아직 시작되지 않은 날짜입니다',
    'Compare a day that has begun; one that is over gives the whole picture.',
  ),
  MD_NO_SETTLEMENT_FORMAT: entry(
    422,
    'never',
    'The channel has no format for settlement files',
    '채널에 정산 파일 형식이 설정되지 않았습니다',
    'Name the columns in `maedeup.config.ts`: `settlement: { columns: { ref, amount, at, … } }`.',
  ),
  MD_SETTLEMENT_HEADING: entry(
    422,
    'never',
    'The settlement file has no heading with the configured columns',
    '정산 파일에서 설정된 열을 찾을 수 없습니다',
    'One of the first 20 lines must name every column of `settlement.columns`. Nothing was compared.',
  ),
  MD_COMPARISON_UNDER_WAY: entry(
    409,
    'later',
    'This day is being compared',
    '해당 날짜의 대사가 진행 중입니다',
    'Wait for the comparison to end, or cancel it; then send the file again.',
  ),
} as const satisfies Record<string, ErrorEntry>
