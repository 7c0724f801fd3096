/** Seals and opens a payment's provider state; the payment id is authenticated with it. */
import type { Payment, ProviderState } from '../../core/payment/payment.ts'
import type { Random } from '../../ports/random.ts'
import { NONCE_BYTES, type Vault } from '../vault.ts'

export interface Sealer {
  seal(payment: Payment): Buffer | null
  sealBytes(bytes: Uint8Array, context: string): Buffer
  open(id: string, sealed: Buffer | null): ProviderState | null
}

export const createSealer = (vault: Vault, random: Random): Sealer => ({
  seal: ({ id, providerState }) =>
    providerState === null ? null : vault.seal(JSON.stringify(providerState), id, random.bytes(NONCE_BYTES)),
  // latin1 keeps each byte as one character, so that any body comes back as it was.
  sealBytes: (bytes, context) => vault.seal(Buffer.from(bytes).toString('latin1'), context, random.bytes(NONCE_BYTES)),
  open: (id, sealed) => (sealed === null ? null : (JSON.parse(vault.open(sealed, id)) as ProviderState)),
})
