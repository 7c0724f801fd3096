/** Where events may be delivered to: public addresses over TLS, and the hosts that the config calls internal. */
import { lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Where TLS is served to the public; anything else there is no web server. */
const PORTS: readonly string[] = ['', '8443']

/** Longer URLs meet servers that do not take them. */
export const MAX_URL = 2_000

/** Ranges that no server of somebody else on the Internet has (IANA's special-purpose registries, RFC 6890). */
const NOT_PUBLIC_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
] as const

/** Of IPv6 only 2000::/3 is given out; in it, these tunnel to IPv4 addresses or are not for servers. */
const GIVEN_OUT_V6 = '2000::/3'
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'] as const

function listOf(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', bits] = range.split('/')
    list.addSubnet(network, Number(bits), family)
  }
  return list
}

const notPublicV4 = listOf(NOT_PUBLIC_V4, 'ipv4')
const givenOutV6 = listOf([GIVEN_OUT_V6], 'ipv6')
const notPublicV6 = listOf(NOT_PUBLIC_V6, 'ipv6')

/** Whether an IP address may be somebody's server on the Internet. IPv4 inside IPv6 never is. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublicV4.check(address, 'ipv4')
    case 6:
      return givenOutV6.check(address, 'ipv6') && !notPublicV6.check(address, 'ipv6')
    default:
      return false
  }
}

const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase()

const isInternal = (url: URL, internalHosts: readonly string[]): boolean =>
  internalHosts.some((one) => one.toLowerCase() === hostOf(url))

/** Why nothing is delivered to this URL, or null. Names are looked up when it is connected to. */
export function urlProblem(text: string, internalHosts: readonly string[]): string | null {
  if (text.length > MAX_URL || !URL.canParse(text)) return `must be a URL of at most ${MAX_URL} characters`
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must be an https URL'
  if (url.username !== '' || url.password !== '') return 'must not have credentials in it; deliveries are signed'
  if (url.hash !== '') return 'must not have a fragment'
  if (isInternal(url, internalHosts)) return null
  if (url.protocol !== 'https:') return 'must be an https URL'
  if (!PORTS.includes(url.port)) return 'must be on port 443 or 8443'
  const host = hostOf(url)
  return isIP(host) !== 0 && !isPublicAddress(host) ? NOT_PUBLIC : null
}

const NOT_PUBLIC = 'leads to an address that is not public (config: webhooks.internalHosts)'

/** All addresses of a name, as the system resolves it. */
export type Resolve = typeof systemLookup

/** The look-up for a connection: it fails where the name leads anywhere that is not public, at that very moment. */
export function guardedLookup(
  url: URL,
  internalHosts: readonly string[],
  resolve: Resolve = systemLookup,
): LookupFunction {
  const free = isInternal(url, internalHosts)
  return (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null || first === undefined) return callback(error ?? new Error('no address'), '')
      if (!free && addresses.some(({ address }) => !isPublicAddress(address))) {
        return callback(Object.assign(new Error(NOT_PUBLIC), { code: 'ENOTPUBLIC' }), '')
      }
      return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family)
    })
}
