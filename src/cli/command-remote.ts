/** Commands that ask a running service over its HTTP API: payments, the desk, and the net. */
import { type Command, Option } from 'commander'
import { OPERATOR_DECISIONS } from '../core/payment/operator.ts'
import { guarded } from './process.ts'
import { ask, pretty, type RemoteOptions, remote, type Say } from './remote.ts'

export function addRemoteCommands(program: Command, say: Say): void {
  addPayments(program, say)
  addAttention(program, say)
  addNet(program, say)
}

function addPayments(program: Command, say: Say): void {
  remote(program.command('payments [id]'))
    .description('lists payments, or shows one with its timeline')
    .option('--order-id <id>', 'only this order')
    .option('--state <state>', 'only this state')
    .option('--limit <n>', 'rows', '20')
    .action(
      guarded(async (id: string | undefined, options: RemoteOptions & PaymentFilter) => {
        if (id !== undefined) return await showPayment(options, id, say)
        const { data } = (await ask(options, `GET /v1/payments?${filterOf(options)}`)) as { data: PaymentRow[] }
        if (data.length === 0) say('No payments.')
        for (const one of data) say(rowOf(one))
      }),
    )
}

interface PaymentFilter {
  readonly orderId?: string
  readonly state?: string
  readonly limit: string
}

interface PaymentRow {
  readonly id: string
  readonly orderId: string
  readonly state: string
  readonly amount: number
  readonly currency: string
  readonly order: { ref: string } | null
  readonly attention: { at: string; reason: string } | null
}

function filterOf({ orderId, state, limit }: PaymentFilter): string {
  const query = new URLSearchParams({ limit })
  if (orderId !== undefined) query.set('orderId', orderId)
  if (state !== undefined) query.set('state', state)
  return query.toString()
}

function rowOf({ id, orderId, state, amount, currency, order, attention }: PaymentRow): string {
  const tied = order === null ? '' : `  → ${order.ref}`
  const due = attention === null ? '' : `  (${attention.reason} at ${attention.at})`
  return `${id}  ${state.padEnd(19)}  ${String(amount).padStart(10)} ${currency}  ${orderId}${tied}${due}`
}

async function showPayment(options: RemoteOptions, id: string, say: Say): Promise<void> {
  say(pretty(await ask(options, `GET /v1/payments/${id}`)))
  const { data } = (await ask(options, `GET /v1/payments/${id}/events`)) as {
    data: { at: string; type: string; data: object }[]
  }
  for (const event of data) say(`${event.at}  ${event.type.padEnd(28)}  ${JSON.stringify(event.data)}`)
}

interface ResolveOptions {
  readonly decision: string
  readonly evidence: string
  readonly reason: string
  readonly cancellationId?: string
  readonly amount?: number
}

function addAttention(program: Command, say: Say): void {
  const attention = program.command('attention').description('what waits for a person')
  remote(attention.command('list', { isDefault: true }))
    .description('the desk')
    .action(guarded(async (options: RemoteOptions) => say(pretty(await ask(options, 'GET /v1/attention')))))
  remote(attention.command('retry <paymentId>'))
    .description('looks again now')
    .action(
      guarded(async (id: string, options: RemoteOptions) =>
        say(pretty(await ask(options, `POST /v1/attention/${id}/retry`))),
      ),
    )
  remote(attention.command('resolve <paymentId>'))
    .description('records what a person decided')
    .addOption(new Option('--decision <decision>').choices([...OPERATOR_DECISIONS]).makeOptionMandatory())
    .requiredOption('--evidence <text>', 'where it was seen')
    .requiredOption('--reason <text>', 'why')
    .option('--cancellation-id <id>', 'which cancellation')
    .option('--amount <amount>', 'cancelled_there: how much went back', Number)
    .action(
      guarded(async (id: string, options: RemoteOptions & ResolveOptions) => {
        const { url: _url, key: _key, ...body } = options
        say(pretty(await ask(options, `POST /v1/attention/${id}/resolve`, body)))
      }),
    )
}

interface ReleaseOptions {
  readonly reason: string
  readonly unanswered?: string
}

function addNet(program: Command, say: Say): void {
  const net = program.command('net').description('what stops the net of each channel')
  remote(net.command('show', { isDefault: true }))
    .description('brakes, pauses, and a recovery')
    .action(guarded(async (options: RemoteOptions) => say(pretty(await ask(options, 'GET /v1/net')))))
  remote(net.command('untied'))
    .description('payments that hold money and have no order')
    .action(
      guarded(async (options: RemoteOptions) => {
        const { data } = (await ask(options, 'GET /v1/net/untied?limit=100')) as { data: PaymentRow[] }
        if (data.length === 0) say('No money without an order.')
        for (const one of data) say(rowOf(one))
      }),
    )
  remote(net.command('release <channel> <what>'))
    .description('lets it go on; <what> is brake, pause or recovery')
    .requiredOption('--reason <text>', 'why')
    .addOption(
      new Option('--unanswered <how>', 'recovery: what the provider has not answered about').choices(['wait', 'hold']),
    )
    .action(
      guarded(async (channel: string, what: string, options: RemoteOptions & ReleaseOptions) => {
        const { reason, unanswered } = options
        const body = { channel, what, reason, ...(unanswered === undefined ? {} : { unanswered }) }
        say(pretty(await ask(options, 'POST /v1/net/release', body)))
      }),
    )
}
