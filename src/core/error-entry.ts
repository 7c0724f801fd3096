/** What the error catalogue says about each error. */

/** `never`: change the request first. `later`: the same request may work. `same`: ask again, nothing was done. */
export type RetryAdvice = 'never' | 'later' | 'same'

export interface ErrorEntry {
  readonly status: number
  readonly title: string
  readonly titleKo: string
  readonly retry: RetryAdvice
  /** One or two sentences for the docs page: when it happens and what to do. */
  readonly help: string
}

/** In this order so that the catalogue reads as a table. */
export const entry = (
  ...[status, retry, title, titleKo, help]: [number, RetryAdvice, string, string, string]
): ErrorEntry => ({ status, retry, title, titleKo, help })
