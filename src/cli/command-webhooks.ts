/** `maedeup webhooks`: where a service delivers its events, and what became of them. */
import { type Command, Option } from 'commander'
import { DELIVERY_STATES } from '../ports/deliveries.ts'
import { guarded } from './process.ts'
import { ask, pretty, type RemoteOptions, remote, type Say } from './remote.ts'

const PATH = '/v1/webhook-endpoints'

interface EndpointRow {
  readonly id: string
  readonly url: string
  readonly types: readonly string[]
  readonly state: string
  readonly disabled: { readonly why: string } | null
  readonly failingSince: string | null
}

interface DeliveryRow {
  readonly id: string
  readonly type: string
  readonly paymentId: string
  readonly state: string
  readonly attempts: number
  readonly nextAttemptAt: string | null
  readonly log: readonly { readonly trouble: string | null }[]
}

export function addWebhookCommands(program: Command, say: Say): void {
  const webhooks = program.command('webhooks').description('where events are delivered, and what became of them')
  addEndpoints(webhooks, say)
  addSecrets(webhooks, say)
  addDeliveries(webhooks, say)
}

function addEndpoints(webhooks: Command, say: Say): void {
  remote(webhooks.command('list', { isDefault: true }))
    .description('all endpoints')
    .action(
      guarded(async (options: RemoteOptions) => {
        const { data } = (await ask(options, `GET ${PATH}`)) as { data: EndpointRow[] }
        if (data.length === 0) say('No endpoints. Make one: maedeup webhooks add <url>')
        for (const one of data) say(endpointLine(one))
      }),
    )
  remote(webhooks.command('add <address>'))
    .description('has events delivered there, and prints the secret once')
    .option('--types <list>', 'only these, comma-separated: payment.paid,cancellation.*')
    .option('--description <text>', 'what it is')
    .action(
      guarded(async (address: string, options: RemoteOptions & { types?: string; description?: string }) => {
        const { types, description } = options
        const wish = {
          url: address,
          ...(types === undefined ? {} : { types: types.split(',') }),
          ...(description === undefined ? {} : { description }),
        }
        say(pretty(await ask(options, `POST ${PATH}`, wish)))
      }),
    )
  remote(webhooks.command('remove <endpointId>'))
    .description('delivers nothing more to it')
    .action(
      guarded(async (id: string, options: RemoteOptions) => {
        await ask(options, `DELETE ${PATH}/${id}`)
        say(`${id} is removed.`)
      }),
    )
  for (const [name, state] of [
    ['enable', 'enabled'],
    ['disable', 'disabled'],
  ] as const)
    remote(webhooks.command(`${name} <endpointId>`))
      .description(name === 'enable' ? 'goes on where it stopped' : 'delivers nothing until it is enabled again')
      .action(
        guarded(async (id: string, options: RemoteOptions) =>
          say(endpointLine((await ask(options, `PATCH ${PATH}/${id}`, { state })) as EndpointRow)),
        ),
      )
}

function addSecrets(webhooks: Command, say: Say): void {
  remote(webhooks.command('rotate <endpointId>'))
    .description('makes a new secret, and prints it once; the old one signs beside it for a while')
    .option('--overlap <duration>', 'how long (ISO 8601)', 'PT24H')
    .action(
      guarded(async (id: string, options: RemoteOptions & { overlap: string }) =>
        say(pretty(await ask(options, `POST ${PATH}/${id}/rotate`, { overlap: options.overlap }))),
      ),
    )
  remote(webhooks.command('test <endpointId>'))
    .description('sends a signed test event now; exit code 0 only if it was taken')
    .action(
      guarded(async (id: string, options: RemoteOptions) => {
        const answer = (await ask(options, `POST ${PATH}/${id}/test`)) as { delivered: boolean }
        say(pretty(answer))
        process.exitCode = answer.delivered ? 0 : 1
      }),
    )
}

function addDeliveries(webhooks: Command, say: Say): void {
  remote(webhooks.command('deliveries <endpointId>'))
    .description('its deliveries, newest event first')
    .addOption(new Option('--state <state>').choices([...DELIVERY_STATES]))
    .option('--limit <n>', 'rows', '20')
    .action(
      guarded(async (id: string, options: RemoteOptions & { state?: string; limit: string }) => {
        const { state, limit } = options
        const query = new URLSearchParams({ limit, ...(state === undefined ? {} : { state }) })
        const { data } = (await ask(options, `GET ${PATH}/${id}/deliveries?${query}`)) as { data: DeliveryRow[] }
        if (data.length === 0) say('No deliveries.')
        for (const one of data) say(deliveryLine(one))
      }),
    )
  remote(webhooks.command('redeliver <id>'))
    .description('delivers one delivery again, or all dead ones of an endpoint')
    .option('--since <time>', 'with an endpoint: dead ones since then (RFC 3339)', '1970-01-01T00:00:00Z')
    .action(
      guarded(async (id: string, options: RemoteOptions & { since: string }) => {
        if (id.startsWith('dlv_')) {
          return say(deliveryLine((await ask(options, `POST /v1/deliveries/${id}/redeliver`)) as DeliveryRow))
        }
        say(pretty(await ask(options, `POST ${PATH}/${id}/redeliver`, { since: options.since })))
      }),
    )
}

function endpointLine({ id, url, types, state, disabled, failingSince }: EndpointRow): string {
  const why = disabled === null ? '' : ` (${disabled.why})`
  const failing = failingSince === null ? '' : `  failing since ${failingSince}`
  return `${id}  ${`${state}${why}`.padEnd(20)}  ${url}  ${types.length === 0 ? 'all' : types.join(',')}${failing}`
}

function deliveryLine({ id, type, paymentId, state, attempts, nextAttemptAt, log }: DeliveryRow): string {
  const trouble = log.at(-1)?.trouble ?? null
  const next = nextAttemptAt === null ? '' : `  next ${nextAttemptAt}`
  const last = trouble === null ? '' : `  ${trouble}`
  return `${id}  ${state.padEnd(9)}  ${String(attempts).padStart(2)}×  ${type.padEnd(28)}  ${paymentId}${next}${last}`
}
