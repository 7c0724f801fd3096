/** An input of a target: a line of JSON that says what it is about, and the bytes that are judged; a file each. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export type Head = Readonly<Record<string, unknown>>

export interface Seed {
  /** Of the file it came from; a mutated one keeps the name of what it was. */
  readonly name: string
  readonly head: Head
  readonly body: Uint8Array
}

const NEWLINE = 0x0a

export const folderOf = (target: string): string => join(import.meta.dirname, 'corpus', target)

export function parseSeed(name: string, bytes: Uint8Array): Seed {
  const cut = bytes.indexOf(NEWLINE)
  if (cut < 0) throw new Error(`${name} has no first line of JSON`)
  const head = JSON.parse(Buffer.from(bytes.subarray(0, cut)).toString('utf8')) as Head
  return { name, head, body: bytes.subarray(cut + 1) }
}

export const formatSeed = ({ head, body }: Pick<Seed, 'head' | 'body'>): Buffer =>
  Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`, 'utf8'), body])

/** All files of a target, in the order of their names: the same corpus gives the same inputs. */
export function readCorpus(target: string): readonly Seed[] {
  const names = readdirSync(folderOf(target)).sort()
  return names.map((name) => parseSeed(name, readFileSync(join(folderOf(target), name))))
}

/**
 * Without what failed once: only these are as a provider sent them. New inputs are made from these alone, so that
 * keeping what failed does not change what a seed stands for.
 */
export const readGenuine = (target: string): readonly Seed[] =>
  readCorpus(target).filter(({ name }) => !name.startsWith('found-'))

/** `.txt` where it is one. Answers the path. */
export function writeSeed(target: string, name: string, seed: Pick<Seed, 'head' | 'body'>): string {
  const bytes = formatSeed(seed)
  const path = join(folderOf(target), `${name}.${isText(bytes) ? 'txt' : 'bin'}`)
  mkdirSync(folderOf(target), { recursive: true })
  writeFileSync(path, bytes)
  return path
}

/** Control characters but tab and line ends make a file binary, for tools and for the eye. */
function isText(bytes: Uint8Array): boolean {
  try {
    return !/[^\P{Cc}\t\r\n]/u.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return false
  }
}
