/** `maedeup reconcile`: compares a day with the provider's books, or with a settlement file, and shows the way. */
import { openAsBlob } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { businessDate, plusDays } from '../core/time.ts'
import { systemClock } from '../engine/system.ts'
import { guarded } from './process.ts'
import { ask, type RemoteOptions, remote, type Say, serviceOf } from './remote.ts'

interface ReconcileOptions extends RemoteOptions {
  readonly channel: string
  readonly date?: string
  readonly file?: string
}

const LOOK_EVERY_MS = 500
const UPLOAD_WITHIN_MS = 10 * 60_000

/** Exit code 1 where differences stay open, or the comparison did not come to its end. */
export function addReconcileCommand(program: Command, say: Say): void {
  remote(program.command('reconcile'))
    .description('compares a day with the provider’s books; exit code 1 where differences stay open')
    .requiredOption('--channel <name>', 'which channel')
    .option('--date <date>', 'a Korean calendar date; default: yesterday')
    .option('--file <csv>', 'a settlement file to compare with')
    .action(
      guarded(async (options: ReconcileOptions) => {
        process.exitCode = (await reconcile(options, say)) === 'agree' ? 0 : 1
      }),
    )
}

interface Run {
  readonly id: number
  readonly channel: string
  readonly date: string
  readonly state: string
  readonly open: number
  readonly failure: string | null
  readonly progress: Readonly<Record<string, string | number>>
}

async function reconcile(options: ReconcileOptions, say: Say): Promise<'agree' | 'differ'> {
  const { channel, file } = options
  const date = options.date ?? plusDays(businessDate(systemClock.now()), -1)
  const begun =
    file === undefined
      ? ((await ask(options, 'POST /v1/reconciliations', { channel, date })) as Run)
      : await upload(options, { date, file }, say)
  const ended = await watch(options, begun, say)
  if (ended.state !== 'done') {
    say(`${ended.state}: ${ended.failure ?? 'it was ended'}`)
    return 'differ'
  }
  await tellReport(options, ended, say)
  return ended.open === 0 ? 'agree' : 'differ'
}

async function upload(options: ReconcileOptions, { date, file }: { date: string; file: string }, say: Say) {
  const query = new URLSearchParams({ channel: options.channel, date })
  const answer = await fetch(`${serviceOf(options)}/v1/settlement-files?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${options.key}`, 'content-type': 'text/csv' },
    body: await openAsBlob(file),
    signal: AbortSignal.timeout(UPLOAD_WITHIN_MS),
  })
  const body = (await answer.json()) as {
    reconciliation: Run
    lines: number
    badLines: number
    firstBadLines: readonly { line: number; problem: string }[]
    code?: string
    detail?: string
  }
  if (!answer.ok) throw new Error(`${answer.status} ${body.code ?? ''}\n${body.detail ?? ''}`)
  say(`${body.lines} lines read, ${body.badLines} not understood`)
  for (const { line, problem } of body.firstBadLines) say(`  line ${line}: ${problem}`)
  return body.reconciliation
}

/** A run that waits for its next try says why, and is not waited for. */
async function watch(options: ReconcileOptions, begun: Run, say: Say): Promise<Run> {
  let last = ''
  for (;;) {
    const run = (await ask(options, `GET /v1/reconciliations/${begun.id}`)) as Run
    const { phase, listed, compared, found, asked, settled } = run.progress
    const line = `${phase}: ${listed} rows, ${compared} compared, ${found} differ, ${asked} asked, ${settled} settled`
    if (line !== last) say(line)
    last = line
    if (run.state !== 'running' && (run.state !== 'queued' || run.failure !== null)) return run
    await sleep(LOOK_EVERY_MS)
  }
}

async function tellReport(options: ReconcileOptions, { id, channel, date, open }: Run, say: Say): Promise<void> {
  const { kinds, discrepancies } = (await ask(options, `GET /v1/reconciliations/${id}/report`)) as {
    kinds: readonly { kind: string; title: string; open: number; resolved: number }[]
    discrepancies: readonly { id: number; kind: string; detail: string; suggestion: string; resolved: object | null }[]
  }
  for (const { kind, title, open, resolved } of kinds) say(`${kind}: ${open} open, ${resolved} resolved  (${title})`)
  for (const one of discrepancies.filter(({ resolved }) => resolved === null)) {
    say(`  #${one.id} ${one.kind}: ${one.detail}\n      ${one.suggestion}`)
  }
  say(open === 0 ? `${channel}, ${date}: both books agree.` : `${channel}, ${date}: ${open} differences are open.`)
}
