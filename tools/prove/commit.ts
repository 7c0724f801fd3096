/** Which code a run was about. */
import { execFileSync } from 'node:child_process'

/** `paths`: what counts as changed, as git's pathspecs. */
export function commitOf(root: string, paths: readonly string[]): string {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'safe.directory=*', ...args], { cwd: root, encoding: 'utf8' }).trim()
  const isChanged = git('status', '--porcelain', '--untracked-files=no', '--', ...paths) !== ''
  return `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ' with changes' : ''}`
}
