/** Names the banks that hold buyers' accounts: PortOne V2's enum names, KFTC codes, Korean and English labels. */

interface BankRow {
  /** The 3-digit code of the clearing house (KFTC) [금융결제원]; null where no sheet confirms it. */
  readonly kftc: string | null
  readonly ko: string
  readonly en: string
}

const bank = (kftc: string | null, ko: string, en: string): BankRow => ({ kftc, ko, en })

/**
 * The domestic banks and brokers of PortOne V2's enum (portone-v2 §11). Codes: portone-v1 §14, nicepay §11, and for the
 * forest cooperative and HSBC tosspayments §12. Each adapter maps these to what its protocol calls them.
 */
export const BANKS = {
  BANK_OF_KOREA: bank('001', '한국은행', 'Bank of Korea'),
  KDB: bank('002', '산업은행', 'KDB'),
  IBK: bank('003', '기업은행', 'IBK'),
  KOOKMIN: bank('004', '국민은행', 'KB Kookmin'),
  SUHYUP: bank('007', '수협은행', 'Suhyup'),
  KEXIM: bank('008', '수출입은행', 'Korea Eximbank'),
  NONGHYUP: bank('011', '농협은행', 'NH NongHyup'),
  LOCAL_NONGHYUP: bank('012', '지역농축협', 'Local NongHyup'),
  WOORI: bank('020', '우리은행', 'Woori'),
  STANDARD_CHARTERED: bank('023', 'SC제일은행', 'Standard Chartered'),
  CITI: bank('027', '한국씨티은행', 'Citibank Korea'),
  DAEGU: bank('031', '아이엠뱅크(대구)', 'iM Bank (Daegu)'),
  BUSAN: bank('032', '부산은행', 'Busan'),
  KWANGJU: bank('034', '광주은행', 'Kwangju'),
  JEJU: bank('035', '제주은행', 'Jeju'),
  JEONBUK: bank('037', '전북은행', 'Jeonbuk'),
  KYONGNAM: bank('039', '경남은행', 'Kyongnam'),
  KFCC: bank('045', '새마을금고', 'KFCC'),
  SHINHYUP: bank('048', '신협', 'Shinhyup'),
  SAVINGS_BANK: bank('050', '저축은행', 'Savings banks'),
  HSBC: bank('054', 'HSBC은행', 'HSBC'),
  NFCF: bank('064', '산림조합', 'Forestry cooperative'),
  POST: bank('071', '우체국', 'Korea Post'),
  HANA: bank('081', '하나은행', 'Hana'),
  SHINHAN: bank('088', '신한은행', 'Shinhan'),
  K_BANK: bank('089', '케이뱅크', 'K bank'),
  KAKAO: bank('090', '카카오뱅크', 'KakaoBank'),
  TOSS: bank('092', '토스뱅크', 'Toss Bank'),
  YUANTA_SECURITIES: bank(null, '유안타증권', 'Yuanta Securities'),
  SHINHAN_SECURITIES: bank(null, '신한투자증권', 'Shinhan Securities'),
  SAMSUNG_SECURITIES: bank(null, '삼성증권', 'Samsung Securities'),
  KB_SECURITIES: bank(null, 'KB증권', 'KB Securities'),
  MIRAE_ASSET_SECURITIES: bank(null, '미래에셋증권', 'Mirae Asset Securities'),
  KOREA_SECURITIES: bank(null, '한국투자증권', 'Korea Investment & Securities'),
  KYOBO_SECURITIES: bank(null, '교보증권', 'Kyobo Securities'),
  HI_SECURITIES: bank(null, 'iM증권(하이)', 'iM (Hi) Securities'),
  HYUNDAI_MOTOR_SECURITIES: bank(null, '현대차증권', 'Hyundai Motor Securities'),
  KIWOOM_SECURITIES: bank(null, '키움증권', 'Kiwoom Securities'),
  EBEST_SECURITIES: bank(null, 'LS증권', 'LS Securities'),
  SK_SECURITIES: bank(null, 'SK증권', 'SK Securities'),
  DAISHIN_SECURITIES: bank(null, '대신증권', 'Daishin Securities'),
  HANHWA_SECURITIES: bank(null, '한화투자증권', 'Hanwha Securities'),
  HANA_SECURITIES: bank(null, '하나증권', 'Hana Securities'),
  DB_SECURITIES: bank(null, 'DB금융투자', 'DB Securities'),
  EUGENE_SECURITIES: bank(null, '유진투자증권', 'Eugene Securities'),
  MERITZ_SECURITIES: bank(null, '메리츠증권', 'Meritz Securities'),
  NH_SECURITIES: bank(null, 'NH투자증권', 'NH Securities'),
  BOOKOOK_SECURITIES: bank(null, '부국증권', 'Bookook Securities'),
  SHINYOUNG_SECURITIES: bank(null, '신영증권', 'Shinyoung Securities'),
  CAPE_SECURITIES: bank(null, '케이프투자증권', 'Cape Securities'),
  DAOL_SECURITIES: bank(null, '다올투자증권', 'Daol Securities'),
  KAKAO_PAY_SECURITIES: bank(null, '카카오페이증권', 'KakaoPay Securities'),
  TOSS_SECURITIES: bank(null, '토스증권', 'Toss Securities'),
} as const satisfies Record<string, BankRow>

export type Bank = keyof typeof BANKS

export const BANK_NAMES = Object.keys(BANKS) as [Bank, ...Bank[]]

const BY_KFTC: ReadonlyMap<string, Bank> = new Map(
  BANK_NAMES.flatMap((name) => {
    const { kftc } = BANKS[name]
    return kftc === null ? [] : [[kftc, name] as const]
  }),
)

/** The bank that a merchant or a buyer names: `SHINHAN`, or its KFTC code `088`; null for anything else. */
export const bankOf = (text: string): Bank | null =>
  Object.hasOwn(BANKS, text) ? (text as Bank) : (BY_KFTC.get(text) ?? null)
