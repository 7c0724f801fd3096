/** Bank codes, which differ from gateway to gateway: the same digits are another bank elsewhere (§14). */

/** Standard codes of the Bank of Korea's clearing house → the names that `vbank_name` shows. */
const STANDARD: Readonly<Record<string, string>> = {
  '002': '산업은행',
  '003': '기업은행',
  '004': 'KB국민은행',
  '007': '수협은행',
  '011': '농협은행',
  '012': '지역축협',
  '020': '우리은행',
  '023': 'SC제일은행',
  '027': '씨티은행',
  '031': 'iM뱅크',
  '032': '부산은행',
  '034': '광주은행',
  '037': '전북은행',
  '039': '경남은행',
  '045': '새마을금고',
  '048': '신협',
  '071': '우체국',
  '081': '하나은행',
  '088': '신한은행',
  '089': '케이뱅크',
  '090': '카카오뱅크',
  '092': '토스뱅크',
}

/** Gateways whose codes are the standard ones in another coat. */
const PREFIXED: Readonly<Record<string, (standard: string) => string>> = {
  html5_inicis: (standard) => standard.slice(1),
  kcp: (standard) => `BK${standard.slice(1)}`,
}

/** Kiwoompay has numbers of its own (code there → standard code). */
const KIWOOM: Readonly<Record<string, string>> = {
  '03': '003',
  '04': '004',
  '05': '081',
  '08': '011',
  '09': '020',
  '10': '088',
  '11': '023',
  '12': '081',
  '15': '032',
  '31': '071',
}

/** Where only some banks issue accounts. */
const ISSUING: Readonly<Record<string, readonly string[]>> = {
  nice_v2: ['004', '023', '034', '003', '011', '031', '032', '088', '081', '020', '071', '089'],
  welcome: ['004', '034', '039', '003', '031', '032', '007', '088', '081', '020', '037', '089'],
}

export interface Bank {
  /** Always the standard code: this is what `vbank_code` of an answer carries. */
  readonly code: string
  readonly name: string
}

/** The bank that `code` means at this gateway, or null. */
export function bankAt(pgProvider: string, code: string): Bank | null {
  const standard = pgProvider === 'daou' ? (KIWOOM[code] ?? '') : standardOf(pgProvider, code)
  const name = STANDARD[standard]
  return name === undefined ? null : { code: standard, name }
}

/** The same, among the banks that issue accounts at this gateway. */
export function issuingBankAt(pgProvider: string, code: string): Bank | null {
  const bank = bankAt(pgProvider, code)
  if (bank === null) return null
  return (ISSUING[pgProvider] ?? Object.keys(STANDARD)).includes(bank.code) ? bank : null
}

function standardOf(pgProvider: string, code: string): string {
  const coat = PREFIXED[pgProvider]
  if (coat === undefined) return code
  return Object.keys(STANDARD).find((standard) => coat(standard) === code) ?? ''
}
