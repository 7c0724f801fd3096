/** What the live tests share: keys from the environment, and the promises that every real account must keep. */
import { describe, expect, test } from 'vitest'
import type { Evidence } from '../../src/core/evidence.ts'
import type { Outcome } from '../../src/core/outcome.ts'
import type { Instant } from '../../src/core/time.ts'
import type { CallContext, Exchange, Provider, RawWebhook } from '../../src/ports/provider.ts'

type Keys = Readonly<Record<string, string>>

export interface LiveAccount {
  /** As the test report names it. */
  readonly name: string
  /** Environment variables that must all be there, each by the name under which `make` gets it. */
  readonly variables: Keys
  make(keys: Keys): Provider
  /** The same account with a secret that is not its own. */
  makeWrong(keys: Keys): Provider
  /** A reference of the right form that no transaction has; null where the order number is enough. */
  unknownRef(keys: Keys): string | null
  /** A webhook as the provider would sign it with these keys; null where the protocol signs nothing. */
  readonly signed: ((keys: Keys, at: Instant) => RawWebhook) | null
}

const readKeys = (variables: Keys): Keys =>
  Object.fromEntries(Object.entries(variables).map(([key, name]) => [key, process.env[name] ?? '']))

/** Nothing here moves money: the calls are inquiries of an order that was never made. */
export function testLive(account: LiveAccount): void {
  const keys = readKeys(account.variables)
  const missing = Object.values(account.variables).filter((name) => (process.env[name] ?? '') === '')
  // Vitest's short report hides what was skipped; nobody should think that it was tried.
  if (missing.length > 0) process.stdout.write(`skipped ${account.name}: set ${missing.join(', ')}\n`)
  describe.skipIf(missing.length > 0)(account.name, () => {
    test('the keys are taken, and an order that was never made is not known', async () => {
      const { outcome, exchanges } = await inquire(account.make(keys), account.unknownRef(keys))
      expect(exchanges.at(-1)?.httpStatus, JSON.stringify(outcome)).not.toBeNull()
      expect(outcome.next, JSON.stringify(outcome)).not.toBe('pause_channel')
      // `done` is evidence of nothing; where a protocol cannot say "none", a code that nobody could mistake for money.
      const shape =
        outcome.kind === 'done' ? outcome.evidence.status : `${outcome.kind} ${outcome.answer.code !== null}`
      expect(['none', 'unknown true']).toContain(shape)
    })

    test('a wrong secret never passes for an answer about money', async () => {
      const { outcome } = await inquire(account.makeWrong(keys), account.unknownRef(keys))
      const status = outcome.kind === 'done' ? outcome.evidence.status : outcome.kind
      expect(['none', 'refused', 'unknown']).toContain(status)
    })

    test('what is kept of an exchange holds no secret', async () => {
      const { exchanges } = await inquire(account.make(keys), account.unknownRef(keys))
      const text = JSON.stringify(exchanges)
      for (const [name, value] of Object.entries(keys)) {
        if (/secret|merchantKey|impKey/i.test(name)) expect(text.includes(value), name).toBe(false)
      }
    })

    test.skipIf(account.signed === null)(
      'a webhook signed with these keys is proven, a changed one is not',
      async () => {
        const at = Date.now() as Instant
        const raw = account.signed?.(keys, at)
        if (raw === undefined) return
        expect(await account.make(keys).readWebhook(raw, at)).toMatchObject({ kind: 'hint', proven: true })
        expect((await account.makeWrong(keys).readWebhook(raw, at)).kind).toBe('refused')
      },
    )
  })
}

interface Inquired {
  readonly outcome: Outcome<Evidence>
  readonly exchanges: readonly Exchange[]
}

async function inquire(provider: Provider, providerRef: string | null): Promise<Inquired> {
  const exchanges: Exchange[] = []
  const at = Date.now() as Instant
  const call: CallContext = {
    at,
    mayStillSend: () => true,
    record: (exchange) => exchanges.push(exchange),
    monotonicMs: () => performance.now(),
  }
  const orderNumber = `MDLIVE${at}`
  const outcome = await provider.inquire(
    {
      providerRef: provider.capabilities.refIsOrderNumber === true ? orderNumber : providerRef,
      providerOrderId: orderNumber,
      providerState: null,
      currency: 'KRW',
      method: null,
      createdAt: at,
    },
    call,
  )
  return { outcome, exchanges }
}

/** Another text of the same form: its last letter or digit is changed. */
export const altered = (secret: string): string => {
  const last = secret.match(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/)
  if (last === null) return `${secret}x`
  const at = last.index ?? 0
  return `${secret.slice(0, at)}${last[0] === 'A' ? 'B' : 'A'}${secret.slice(at + 1)}`
}
