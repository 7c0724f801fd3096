/** `maedeup sandbox`: the simulated providers alone. */
import { SANDBOX_CREDENTIALS, startSandbox } from '../sandbox/index.ts'
import type { Environment } from './environment.ts'
import { createLog } from './log.ts'
import { closeOnSignal } from './process.ts'

export async function runSandbox(env: Environment, say: (line: string) => void): Promise<void> {
  const sandbox = await startSandbox({ controlPort: env.sandboxPort })
  closeOnSignal(createLog('info', { pretty: true }), sandbox.close)
  say(`control   ${sandbox.controlUrl}`)
  for (const [provider, url] of Object.entries(sandbox.urls)) say(`${provider}   ${url}`)
  say(`\ncredentials (published samples, good here only):\n${JSON.stringify(SANDBOX_CREDENTIALS, null, 2)}`)
}
