/** Checks what the configurations of all adapters have in common; every error names the adapter and the field. */
import { createHash } from 'node:crypto'
import type { Capabilities, Operation } from '../ports/provider.ts'

/** Overrides of a sheet's time-outs. Milliseconds. */
export interface Timeouts {
  readonly connectMs?: number
  readonly readMs?: number
}

/** Longer than any documented limit; a lease must outlive the call. */
const MAX_TIMEOUT_MS = 120_000

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/

/** A scheme and a host, whose first label may be a wildcard, as content security policies take them. */
const CSP_ORIGIN = /^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d{1,5})?$/

/** Whether a URL leads to this machine. */
export const isLoopback = (url: URL): boolean => LOOPBACK.test(url.hostname)

/** Names a secret without telling it: 48 bits of a hash, labelled so that it is made for this purpose only. */
export const secretFingerprint = (secret: string, label = 'maedeup:credential:'): string =>
  createHash('sha256').update(`${label}${secret}`, 'utf8').digest('hex').slice(0, 12)

/** The same limit for every call. */
export const everyCall = (ms: number): Readonly<Record<Operation, number>> => ({
  prepare: ms,
  approve: ms,
  cancel: ms,
  net_cancel: ms,
  inquire: ms,
  list: ms,
  issue: ms,
  close: ms,
})

/** The engine reckons the end of a call from these, so an override must show here too. */
export const withTimeouts = (capabilities: Capabilities, { connectMs, readMs }: Timeouts): Capabilities => ({
  ...capabilities,
  connectTimeoutMs: connectMs ?? capabilities.connectTimeoutMs,
  readTimeoutMs: readMs === undefined ? capabilities.readTimeoutMs : everyCall(readMs),
})

/** Each throws an Error that names the field and never quotes a secret. */
export interface Checks {
  wrong(field: string, problem: string): Error
  /** A text of this form: an environment variable that is not set must not become the key "undefined". */
  shaped(field: string, value: string, shape: RegExp): string
  url(field: string, text: string): URL
  /** An origin, written as one: `https://host` or `http://127.0.0.1:4105`. */
  origin(field: string, text: string): string
  /** In clear only to this machine, or to an origin that was trusted by name. */
  secured(field: string, text: string, trusted: readonly string[]): URL
  /** An origin whose first label may be a wildcard. */
  browserOrigin(text: string): string
  timeouts(timeouts: Timeouts | undefined): Timeouts
}

/** The checks in the words of one adapter; `named` says how a URL in clear is allowed by name. */
export function checksOf(provider: string, named = 'its origin listed in trustedOrigins'): Checks {
  const wrong: Checks['wrong'] = (field, problem) => new Error(`${provider}: ${field} ${problem}`)
  const url: Checks['url'] = (field, text) => {
    const parsed = URL.canParse(text) ? new URL(text) : null
    if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username !== '' || parsed.password !== '') {
      throw wrong(field, 'must be an http(s) URL without credentials')
    }
    return parsed
  }
  return {
    wrong,
    url,
    shaped(field, value, shape) {
      if (typeof value !== 'string' || !shape.test(value)) throw wrong(field, 'has a wrong form')
      return value
    },
    origin(field, text) {
      const { origin } = url(field, text)
      if (text.replace(/\/$/, '') !== origin) throw wrong(field, `must be a bare origin, not ${text}`)
      return origin
    },
    secured(field, text, trusted) {
      const parsed = url(field, text)
      if (parsed.protocol === 'https:' || isLoopback(parsed) || trusted.includes(parsed.origin)) return parsed
      throw wrong(field, `must be https, on loopback, or ${named}: ${parsed.origin}`)
    },
    browserOrigin(text) {
      if (!CSP_ORIGIN.test(text)) throw wrong('browserOrigins', `must be bare origins, not ${text}`)
      return text
    },
    timeouts(timeouts = {}) {
      for (const [name, value] of Object.entries(timeouts)) {
        if (!Number.isSafeInteger(value) || value <= 0 || value > MAX_TIMEOUT_MS) {
          throw wrong(`timeouts.${name}`, `must be 1–${MAX_TIMEOUT_MS} ms`)
        }
      }
      return timeouts
    },
  }
}
