/** How a command asks a running service: its address and key from options or environment, its "no" as an error. */
import { type Command, Option } from 'commander'
import { jsonClient } from './client.ts'
import { readEnvironment } from './environment.ts'
import { DEVELOPMENT_KEY } from './keys.ts'

export interface RemoteOptions {
  readonly url?: string
  readonly key: string
}

export type Say = (line: string) => void

/** The service's address and key, from options or environment; by default the development service. */
export function remote(command: Command): Command {
  return command
    .addOption(new Option('--url <url>', 'the service').env('MAEDEUP_URL'))
    .addOption(new Option('--key <key>', 'the API key').env('MAEDEUP_API_KEY').default(DEVELOPMENT_KEY, 'development'))
}

export const serviceOf = ({ url }: RemoteOptions): string => url ?? `http://127.0.0.1:${readEnvironment().port}`

/** `request` is a method and a path: `GET /v1/net`. */
export async function ask(options: RemoteOptions, request: `${string} /${string}`, body?: object): Promise<unknown> {
  const [method = '', path = ''] = request.split(' ')
  const base = serviceOf(options)
  const call = jsonClient(base, { authorization: `Bearer ${options.key}` })
  const { status, body: answer } = await call(method, path, body).catch((error: unknown) => {
    throw new Error(`No answer from ${base}: ${error}. Is it running? (--url, MAEDEUP_URL)`)
  })
  if (status >= 400) throw new Error(`${status} ${answer?.code ?? ''} ${answer?.title ?? ''}\n${answer?.detail ?? ''}`)
  return answer
}

export const pretty = (value: unknown): string => JSON.stringify(value, null, 2)
