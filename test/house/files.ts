/** The files of this repository as the house rules see them: path and text, nothing ignored, nothing installed. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { blankOut } from './scan.ts'

export interface RepoFile {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly text: string
}

/** A file of code, and the same text with comments and the insides of strings blanked (positions are equal). */
export interface CodeFile extends RepoFile {
  readonly code: string
}

/** Every rule is a function of one file; what it returns are sentences that begin with `path:line`. */
export type Rule = (file: CodeFile) => string[]

const CODE = /\.(ts|tsx|js|mjs)$/

/** Answers of payment gateways are kept as they came. */
const FOREIGN = /(^|\/)fixtures\//

/** Tracked files, and new ones that are not ignored. `safe.directory`: the checkout may belong to another account. */
export function readRepo(root: string): RepoFile[] {
  const args = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 16_000_000 })
  const paths = [...new Set(listed.split('\0'))].filter((path) => path !== '' && existsSync(join(root, path)))
  return paths
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) => !text.includes('\0'))
}

export function codeFiles(files: readonly RepoFile[]): CodeFile[] {
  return files.filter(({ path }) => CODE.test(path) && !FOREIGN.test(path)).map(asCode)
}

export function asCode(file: RepoFile): CodeFile {
  return { ...file, code: blankOut(file.text) }
}

/** Tests, and what only they use, may do what the code that they judge may not. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('test/')
}

/** `path:line what`, for a position in the file's text. */
export function at(file: RepoFile, index: number, what: string): string {
  return `${file.path}:${file.text.slice(0, index).split('\n').length} ${what}`
}

/** One violation per match of a pattern in the code (comments and strings do not count). */
export function matches(file: CodeFile, pattern: RegExp, what: string): string[] {
  return [...file.code.matchAll(pattern)].map((match) => at(file, match.index + match[0].search(/\S/), what))
}
