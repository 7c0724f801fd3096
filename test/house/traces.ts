/** The repository runs anywhere: no file names the machine it was written on or the place its packages came from. */
import { at, type RepoFile } from './files.ts'

const TRACES = [
  // In parts, so that this file does not name them either.
  {
    pattern: new RegExp(`${'registry'}\\.(npmjs|yarnpkg|npmmirror)\\.|npm\\.${'pkg'}\\.github`, 'g'),
    what: 'a registry',
  },
  { pattern: /(?<![\w.~$}-])\/(?:work|root|home)\/(?=[\w.])/g, what: 'a path of one machine' },
] as const

export function noTraces(file: RepoFile): string[] {
  return TRACES.flatMap(({ pattern, what }) =>
    [...file.text.matchAll(pattern)].map((match) => at(file, match.index, `names ${what}: ${match[0]}`)),
  )
}

/** With `resolved`, npm asks that host whatever registry the user has set. */
export function noResolvedHosts(file: RepoFile): string[] {
  if (!file.path.endsWith('package-lock.json')) return []
  return [...file.text.matchAll(/"resolved":\s*"\w+:\/\//g)].map((match) => at(file, match.index, 'names a host'))
}
