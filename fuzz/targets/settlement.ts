/** Settlement files: whatever they hold, lines are whole and counted, and no piece of the stream changes a line. */

import { diceOf } from '../../sim/dice.ts'
import type { SettlementFormat, SettlementLine } from '../../src/core/reconcile/settlement.ts'
import type { BusinessDate } from '../../src/core/time.ts'
import { createBreakers } from '../../src/engine/call.ts'
import type { Channel } from '../../src/engine/channel.ts'
import type { Shell } from '../../src/engine/effects.ts'
import { type ImportedFile, importFile } from '../../src/engine/reconcile/file.ts'
import { movableClock } from '../../src/engine/system.ts'
import type { ReconciliationStore } from '../../src/ports/reconciliation.ts'
import { channelOf, channelsAt, NOWHERE } from '../accounts.ts'
import { isTime } from '../legal.ts'
import type { Seed } from '../seed.ts'
import { type Judge, must, type Target } from '../target.ts'

/** Files are read line by line, twice here: more lines take longer, and are no other case. */
const MOST_BYTES = 32 * 1024

export const settlement: Target = { name: 'settlement', mostMs: 50, open }

interface Imported {
  readonly result: ImportedFile
  readonly lines: readonly SettlementLine[]
}

async function open(): Promise<Judge> {
  const nicepay = channelOf(channelsAt(NOWHERE), 'nicepay')
  return {
    async judge({ head, body: all }: Seed) {
      const channel = { ...nicepay, settlement: head.format as SettlementFormat }
      const body = all.subarray(0, MOST_BYTES)
      const whole = await imported(channel, [body])
      whole.lines.forEach(mustBeLine)
      mustAddUp(whole, body)
      const pieces = await imported(channel, piecesOf(body))
      must(JSON.stringify(pieces) === JSON.stringify(whole), 'read in pieces, the file says something else')
    },
    async close() {},
  }
}

/** A store that keeps nothing but what is handed to it: what is stored is what is judged. */
async function imported(channel: Channel, pieces: readonly Uint8Array[]): Promise<Imported> {
  const lines: SettlementLine[] = []
  const books = {
    holdFile: async () => ({ id: 1 }),
    keepLines: async (_held: unknown, some: readonly SettlementLine[]) => void lines.push(...some),
    endFile: async (_held: unknown, told: object) => told,
  } as unknown as ReconciliationStore
  const clock = movableClock(() => 0)
  const channels = new Map([[channel.name, channel]])
  const shell = { channels, clock, breakers: createBreakers() } as unknown as Shell
  const wish = { channel: channel.name, date: '2025-05-21' as BusinessDate, by: 'fuzz' }
  const result = await importFile({ shell, books }, { ...wish, bytes: stream(pieces) })
  return { result: result.ok ? { ...result, run: null as never } : result, lines }
}

async function* stream(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}

/** Cut where the bytes themselves say: inside characters, quotes and line ends too. */
function piecesOf(body: Uint8Array): readonly Uint8Array[] {
  const dice = diceOf(body.length, body[0] ?? 0)
  const cuts = Array.from({ length: 6 }, () => dice.below(body.length + 1)).sort((a, b) => a - b)
  return [0, ...cuts].map((from, index) => body.subarray(from, cuts[index] ?? body.length))
}

const MAX_TEXT = 200
const MAX_WON = 999_999_999_999

function mustBeLine({ line, ref, orderNumber, kind, amount, fee, at, date, cancelId }: SettlementLine): void {
  must(Number.isSafeInteger(line) && line > 0, `line ${line}`)
  must(ref !== '' && ref.length <= MAX_TEXT, 'a reference that is empty or endless')
  must(kind === 'charge' || kind === 'cancel', `a line that is a ${kind}`)
  must(Number.isSafeInteger(amount) && amount >= 0 && amount <= MAX_WON, `an amount of ${amount}`)
  must(fee === null || (Number.isSafeInteger(fee) && Math.abs(fee) <= MAX_WON), `a fee of ${fee}`)
  must(at === null || isTime(at), `at ${at}`)
  must(/^\d{4}-\d\d-\d\d$/.test(date), `on ${date}`)
  for (const text of [orderNumber, cancelId]) must(text === null || text.length <= MAX_TEXT, 'an endless name')
}

function mustAddUp({ result, lines }: Imported, body: Uint8Array): void {
  if (!result.ok) {
    must(
      ['MD_SETTLEMENT_HEADING', 'MD_BODY_TOO_LARGE'].includes(result.refusal.code),
      `refused: ${result.refusal.code}`,
    )
    return
  }
  const { told } = result
  must(told.lines === lines.length, `${told.lines} lines are told, ${lines.length} were kept`)
  must(told.badLines.length <= told.bad, 'more bad lines are shown than there are')
  const ends = body.filter((byte) => byte === 0x0a || byte === 0x0d).length + 1
  must(told.lines + told.bad <= ends, 'more lines than line ends')
}
