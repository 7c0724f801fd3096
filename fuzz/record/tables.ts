/** Settlement files as PGs export them: with titles, quotes, both encodings, both line ends, and mistakes. */
import iconv from 'iconv-lite'
import type { Recorded } from './lives.ts'

const COLUMNS = {
  ref: '거래번호',
  amount: '금액',
  at: '거래일시',
  kind: '구분',
  fee: '수수료',
  orderNumber: '주문번호',
}
const PLAIN = { ref: 'tid', amount: 'amount', at: 'date' }

const HEADING = '거래일시,거래번호,주문번호,구분,금액,수수료'
const ROWS = [
  '2025-05-21 13:25:00,nicepay00m01012505211322240123,ORDER1,승인,"1,000",30',
  '2025.05.21 14:01,nicepay00m01012505211322240123,ORDER1,취소,"-300",-9',
  '20250521140100,nicepay00m01012505211322240124,"ORDER ""2""",부분취소,(700),0',
  '2025-05-21T14:01:00+09:00,nicepay00m01012505211322240125,,승인,₩50000원,1500',
]
const PLAIN_ROWS = ['tid,amount,date', 'abc-1,1000,2025-05-21', 'abc-1,-400,2025-05-21', 'abc-2,5000.00,20250521']

interface Table {
  readonly name: string
  readonly columns: object
  readonly delimiter?: string
  readonly body: Buffer
}

const TABLES: readonly Table[] = [
  { name: 'utf8', columns: COLUMNS, body: Buffer.from([HEADING, ...ROWS, ''].join('\n')) },
  {
    name: 'mark',
    columns: COLUMNS,
    body: Buffer.from(['\ufeff정산내역', '', HEADING, ...ROWS, '합계,,,,"50,000",'].join('\r\n')),
  },
  { name: 'euckr', columns: COLUMNS, body: iconv.encode(['정산 내역', HEADING, ...ROWS].join('\r\n'), 'cp949') },
  { name: 'plain', columns: PLAIN, body: Buffer.from(PLAIN_ROWS.join('\n')) },
  { name: 'old-mac', columns: PLAIN, body: Buffer.from(PLAIN_ROWS.join('\r')) },
  { name: 'tabs', columns: PLAIN, delimiter: '\t', body: Buffer.from(PLAIN_ROWS.join('\n').replaceAll(',', '\t')) },
  { name: 'wrong-rows', columns: PLAIN, body: Buffer.from('tid,amount,date\nabc,x,y\n,,\n"open,1,2025-05-21\nz') },
  { name: 'late', columns: PLAIN, body: Buffer.from('tid,amount,date\nabc,1,9999-12-31T23:59:59Z\nabc,1,19700101\n') },
  { name: 'no-heading', columns: COLUMNS, body: Buffer.from('a,b,c\n1,2,3\n') },
]

export const tablesOf = (): readonly Recorded[] =>
  TABLES.map(({ name, columns, delimiter = ',', body }) => {
    const format = { columns, encoding: 'auto', delimiter, cancelWords: ['반품'] }
    return { target: 'settlement', name, seed: { head: { format }, body } }
  })
