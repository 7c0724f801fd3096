/** The senders of a channel's webhooks, as the config lists them: addresses and ranges, IPv4 and IPv6. */
import { BlockList, isIP } from 'node:net'
import { z } from 'zod'

/** A sheet lists ten at most; more is a mistake. */
const MAX_SENDERS = 100

const sender = z.string().refine((text) => parse(text) !== null, 'must be an address or a range like "10.0.0.0/8"')

export const senders = z.array(sender).max(MAX_SENDERS).readonly()

type Family = 'ipv4' | 'ipv6'
interface Range {
  readonly address: string
  readonly family: Family
  /** Null = this one address. */
  readonly prefix: number | null
}

const LONGEST = { ipv4: 32, ipv6: 128 } as const

function parse(text: string): Range | null {
  const [address = '', bits, ...rest] = text.split('/')
  const family = familyOf(address)
  if (family === null || rest.length > 0) return null
  if (bits === undefined) return { address, family, prefix: null }
  // A range of everything would vouch for everybody.
  if (!/^[1-9]\d{0,2}$/.test(bits) || Number(bits) > LONGEST[family]) return null
  return { address, family, prefix: Number(bits) }
}

const familyOf = (address: string): Family | null => {
  const version = isIP(address)
  return version === 0 ? null : version === 4 ? 'ipv4' : 'ipv6'
}

/** Null where nobody is listed: then anybody may send, and nobody is vouched for. */
export function allowing(list: readonly string[] = []): ((address: string) => boolean) | null {
  if (list.length === 0) return null
  const allowed = new BlockList()
  for (const text of list) {
    const range = parse(text)
    if (range === null) continue
    if (range.prefix === null) allowed.addAddress(range.address, range.family)
    else allowed.addSubnet(range.address, range.prefix, range.family)
  }
  return (source) => {
    const address = bare(source)
    const family = familyOf(address)
    return family !== null && allowed.check(address, family)
  }
}

/** Without what IPv6 sockets put before IPv4 (`::ffff:121.133.126.10`), and without a zone (`fe80::1%eth0`). */
const bare = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
