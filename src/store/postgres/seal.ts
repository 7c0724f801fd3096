/** Seals and opens what must not be readable in the database; the row's id is authenticated with each value. */
import type { RefundAccount } from '../../core/account/account.ts'
import type { Bank } from '../../core/account/bank.ts'
import type { CancellationId } from '../../core/ids.ts'
import type { Payment, ProviderState } from '../../core/payment/payment.ts'
import type { WebhookHint } from '../../ports/provider.ts'
import type { Random } from '../../ports/random.ts'
import { NONCE_BYTES, type Vault } from '../vault.ts'
import type { AccountDetail, Opened, PaymentRow } from './rows.ts'

/** A row of `refund_accounts` without its keys: each field sealed for itself. */
export interface SealedAccount {
  readonly bank: Buffer
  readonly number: Buffer
  readonly holder: Buffer
  readonly phone: Buffer | null
}

export interface Sealer {
  providerState(payment: Payment): Buffer | null
  accounts(payment: Payment): Buffer | null
  refundAccount(id: CancellationId, account: RefundAccount): SealedAccount
  webhook(body: Uint8Array, channel: string): Buffer
  webhookSecret(secret: string, endpointId: string): Buffer
  hint(hint: WebhookHint, channel: string): Buffer
  openHint(sealed: Buffer, channel: string): WebhookHint
  openPayment(row: Pick<PaymentRow, 'id' | 'provider_state' | 'virtual_account'>): Opened
  openWebhookSecret(sealed: Buffer, endpointId: string): string
  openRefundAccount(id: string, sealed: SealedAccount): RefundAccount
}

/** What is authenticated with a sealed value, by column: a value moved to another row or column does not open. */
export const CONTEXTS = {
  providerState: (id: string) => id,
  accounts: (id: string) => `${id}:virtual_account`,
  refundAccount: (id: string, field: keyof SealedAccount) => `${id}:${field}`,
  webhook: (channel: string) => channel,
  /** The same for the secret before it, so that a rotation only moves it. */
  webhookSecret: (endpointId: string) => `${endpointId}:secret`,
  hint: (channel: string) => `${channel}:hint`,
} as const

const NO_ACCOUNTS: AccountDetail = { virtualAccount: null, depositNotice: null }

export function createSealer(vault: Vault, random: Random): Sealer {
  const seal = (plain: string, context: string) => vault.seal(plain, context, random.bytes(NONCE_BYTES))
  return {
    providerState: ({ id, providerState }) =>
      providerState === null ? null : seal(JSON.stringify(providerState), CONTEXTS.providerState(id)),
    accounts: ({ id, virtualAccount, depositNotice }) =>
      virtualAccount === null && depositNotice === null
        ? null
        : seal(JSON.stringify({ virtualAccount, depositNotice } satisfies AccountDetail), CONTEXTS.accounts(id)),
    refundAccount: (id, { bank, number, holder, phone }) => ({
      bank: seal(bank, CONTEXTS.refundAccount(id, 'bank')),
      number: seal(number, CONTEXTS.refundAccount(id, 'number')),
      holder: seal(holder, CONTEXTS.refundAccount(id, 'holder')),
      phone: phone === null ? null : seal(phone, CONTEXTS.refundAccount(id, 'phone')),
    }),
    // latin1 keeps each byte as one character, so that any body comes back as it was.
    webhook: (body, channel) => seal(Buffer.from(body).toString('latin1'), CONTEXTS.webhook(channel)),
    hint: (hint, channel) => seal(JSON.stringify(hint), CONTEXTS.hint(channel)),
    openHint: (sealed, channel) => JSON.parse(vault.open(sealed, CONTEXTS.hint(channel))) as WebhookHint,
    webhookSecret: (secret, endpointId) => seal(secret, CONTEXTS.webhookSecret(endpointId)),
    openWebhookSecret: (sealed, endpointId) => vault.open(sealed, CONTEXTS.webhookSecret(endpointId)),
    openPayment: ({ id, provider_state, virtual_account }) => ({
      providerState: openJson<ProviderState>(vault, provider_state, CONTEXTS.providerState(id)),
      accounts: openJson<AccountDetail>(vault, virtual_account, CONTEXTS.accounts(id)) ?? NO_ACCOUNTS,
    }),
    openRefundAccount: (id, { bank, number, holder, phone }) => ({
      bank: vault.open(bank, CONTEXTS.refundAccount(id, 'bank')) as Bank,
      number: vault.open(number, CONTEXTS.refundAccount(id, 'number')),
      holder: vault.open(holder, CONTEXTS.refundAccount(id, 'holder')),
      phone: phone === null ? null : vault.open(phone, CONTEXTS.refundAccount(id, 'phone')),
    }),
  }
}

const openJson = <Value>(vault: Vault, sealed: Buffer | null, context: string): Value | null =>
  sealed === null ? null : (JSON.parse(vault.open(sealed, context)) as Value)
