/** What came of a call to a provider. There is no "failed": what we did not understand is `unknown`. */

/** What the engine should do about an outcome that needs something done. */
export type Next =
  | 'none'
  /** Ask the provider what the truth is. */
  | 'inquire'
  /** The protocol's net-cancel call is closed: take the ordinary cancel. */
  | 'ordinary_cancel'
  /** The provider wants the buyer's account for the refund. */
  | 'ask_account'
  /** A listed "try later": nothing happened, the same call may be made again after a while. */
  | 'retry_after'
  /** Only a person can go on. */
  | 'operator'
  /** Our configuration is wrong (key, MID): stop the channel, one alarm. */
  | 'pause_channel'

/** The provider's own words, kept for the timeline. `code` is null where no code could be read. */
export interface ProviderAnswer {
  readonly code: string | null
  /** At most 500 characters, no personal data; in the language the provider used. */
  readonly message: string
}

/**
 * The result of one provider call.
 *
 * - `done`: it happened, and here is the evidence.
 * - `accepted`: the provider took it and finishes later.
 * - `refused`: a *listed* code says that it did not happen.
 * - `not_sent`: it provably never left (DNS, ECONNREFUSED, our own breaker or send fence).
 * - `unknown`: everything else (time-outs, resets, TLS failures, unparsable bodies, unlisted codes, HTTP errors).
 */
export type Outcome<Evidence> =
  | { readonly kind: 'done'; readonly evidence: Evidence; readonly answer: ProviderAnswer; readonly next: Next }
  | { readonly kind: 'accepted'; readonly evidence: Evidence; readonly answer: ProviderAnswer; readonly next: Next }
  | { readonly kind: 'refused'; readonly answer: ProviderAnswer; readonly next: Next }
  | { readonly kind: 'not_sent'; readonly answer: ProviderAnswer; readonly next: 'none' }
  | { readonly kind: 'unknown'; readonly answer: ProviderAnswer; readonly next: Next }

/** Why a call provably never left. */
export const notSent = (message: string): Outcome<never> => ({
  kind: 'not_sent',
  answer: { code: null, message },
  next: 'none',
})

/** An outcome that only evidence or a person can settle. */
export const unknownOutcome = (message: string, code: string | null = null): Outcome<never> => ({
  kind: 'unknown',
  answer: { code, message },
  next: 'inquire',
})
