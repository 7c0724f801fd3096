/** Folders for things that may be lost: in memory where there is room, else on disk. */
import { existsSync, mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A cluster takes 50 MB and 8 MB more per database; containers often give /dev/shm 64 MB. */
const MIN_MEMORY_BYTES = 1_000_000_000

export function scratchPlace(): string {
  if (!existsSync('/dev/shm')) return tmpdir()
  const { bavail, bsize } = statfsSync('/dev/shm')
  return bavail * bsize >= MIN_MEMORY_BYTES ? '/dev/shm' : tmpdir()
}

export function makeScratchFolder(prefix: string): string {
  return mkdtempSync(join(scratchPlace(), prefix))
}
