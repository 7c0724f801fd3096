/** `maedeup reseal`: the end of a change of secret; says what was sealed anew, and what the old secret still holds. */
import { withStore } from './command-store.ts'
import type { Environment } from './environment.ts'

/** `undone`: something is still sealed with an older secret, or nobody can tell. */
export async function reseal(env: Environment, say: (line: string) => void): Promise<'done' | 'undone'> {
  const { state, tables } = await withStore(env, (store) => store.reseal())
  for (const { table, resealed, newAlready, unopened, unopenedIds } of tables) {
    say(`${table}: ${resealed} rows re-sealed, ${newAlready} were new already`)
    if (unopened === 0) continue
    const more = unopened > unopenedIds.length ? ' …' : ''
    say(`${table}: ${unopened} rows open with none of the secrets given: ${unopenedIds.join(', ')}${more}`)
  }
  for (const line of WORDS[state]) say(line)
  return state === 'complete' ? 'done' : 'undone'
}

const WORDS = {
  complete: [
    'All that is sealed opens with the newest secret alone. The old one still stands behind:',
    '- webhook URLs at your providers: `maedeup doctor` shows the new ones, enter them there',
    '- links that buyers were sent to name an account: they live 14 days',
    '- idempotency keys and registrations: without the old secret, a request from before that is made again is refused',
    '  as a different one; it is never carried out twice',
    'Keep it as MAEDEUP_SECRET_PREVIOUS for as long as any of these may come.',
  ],
  unopened: [
    'The rows named above are as they were: give the secret that sealed them as MAEDEUP_SECRET_PREVIOUS, run again.',
    'Keep every older secret until then.',
  ],
  overtaken: [
    'Meanwhile a process started with another newest secret, and may have sealed with that one.',
    'Start every process with the new one as MAEDEUP_SECRET, then run this again.',
  ],
} as const
