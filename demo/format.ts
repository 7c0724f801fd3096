/** Money, dates and times as Korean and English readers write them; days are Korea's. */
import type { Stay } from './reservations.ts'
import { type Lang, say } from './words.ts'

const LOCALE = { ko: 'ko-KR', en: 'en-GB' } as const
const KST = 'Asia/Seoul'
const DAY_MS = 24 * 60 * 60_000

export function won(lang: Lang, amount: number): string {
  const digits = new Intl.NumberFormat(LOCALE[lang]).format(amount)
  return lang === 'ko' ? `${digits}원` : `₩${digits}`
}

/** `2026-08-01`, as it is in Korea at that moment. */
export function koreanDate(at: number): string {
  // The Swedish way to write a date is ISO-8601.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: KST, dateStyle: 'short' }).format(at)
}

/** The calendar date so many days later. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** `8월 1일 (토) – 8월 2일 (일) · 1박` */
export function stayDates(lang: Lang, { checkIn, nights }: Stay): string {
  return `${day(lang, checkIn)} – ${day(lang, daysAfter(checkIn, nights))} · ${nightsOf(lang, nights)}`
}

/** `8월 1일 (토) · 1박` */
export function stayInShort(lang: Lang, { checkIn, nights }: Stay): string {
  return `${day(lang, checkIn)} · ${nightsOf(lang, nights)}`
}

/** `8월 1일 (토)` */
export function day(lang: Lang, date: string): string {
  const parts = { timeZone: 'UTC', month: 'long', day: 'numeric', weekday: 'short' } as const
  return new Intl.DateTimeFormat(LOCALE[lang], parts).format(Date.parse(`${date}T00:00:00Z`))
}

function nightsOf(lang: Lang, nights: number): string {
  if (lang === 'ko') return `${nights}박`
  return nights === 1 ? '1 night' : `${nights} nights`
}

/** `14:03:22` */
export function clockTime(at: string | number): string {
  const moment = typeof at === 'number' ? at : Date.parse(at)
  if (Number.isNaN(moment)) return ''
  return new Intl.DateTimeFormat('en-GB', { timeZone: KST, timeStyle: 'medium' }).format(moment)
}

/** `7월 22일 14:03` */
export function momentOf(lang: Lang, at: number): string {
  return new Intl.DateTimeFormat(LOCALE[lang], {
    timeZone: KST,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
}

/** `8월 1일 (토) 23:59`, Korean time. */
export function deadlineOf(lang: Lang, at: string): string {
  const moment = Date.parse(at)
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: KST, timeStyle: 'short' }).format(moment)
  return `${day(lang, koreanDate(moment))} ${time}`
}

/** `7월 23일 (목)에`, `7월 23일 (목)에서 7월 27일 (월) 사이에` */
export function whenOf(lang: Lang, { from, to }: { readonly from: string; readonly to: string }): string {
  const days = { from: day(lang, from), to: day(lang, to) }
  return say(lang, from === to ? 'refund.when.day' : 'refund.when.days', days)
}

/** An ISO-8601 duration of hours, minutes and seconds, in milliseconds; null where it is written otherwise. */
export function durationMs(text: string): number | null {
  const parts = /^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(text)
  if (parts === null) return null
  const [hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0))
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000
}

export function durationWords(lang: Lang, text: string): string {
  const seconds = Math.round((durationMs(text) ?? 0) / 1_000)
  if (seconds === 0) return text
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const units = lang === 'ko' ? ['시간', '분', '초'] : [' h', ' min', ' s']
  return parts.flatMap((count, index) => (count === 0 ? [] : [`${count}${units[index]}`])).join(' ')
}
