/** Puts Node 24 and the locked packages in place; runs on any Node from 20 on and does nothing when all is there. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED_MAJOR = 24
const OLDEST_MAJOR = 20

const isWindows = process.platform === 'win32'
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const nodeHome = join(root, 'tools', 'node24')
const binFolder = join(root, 'node_modules', '.bin')

main()

function main() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < OLDEST_MAJOR) stop(`This is Node ${process.versions.node}; Node ${OLDEST_MAJOR} or later is needed.`)
  // Run by the Node that we fetched earlier, that one is looked after like the first time: its version may have moved.
  const fetched = realpathSync(process.execPath).startsWith(nodeHome)
  const node = major < NEEDED_MAJOR || fetched ? fetchNode() : process.execPath
  installPackages(node)
  if (node !== process.execPath) linkNode(node)
}

/** The path of a Node 24 from the npm registry, fetched when it is not here in the locked version. */
function fetchNode() {
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`
  const node = join(nodeHome, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node')
  const stamp = stampOf(nodeHome)
  if (existsSync(node) && stamp.isFresh()) return node
  say(`Node ${NEEDED_MAJOR} is not on this machine: fetching it, once (50 MB)…`)
  // Without scripts: the package is a folder with a program in it, and this npm may be any version.
  npm(['ci', '--ignore-scripts'], { cwd: nodeHome, node: process.execPath })
  if (!existsSync(node)) {
    const way = `Please install Node ${NEEDED_MAJOR} (or check the network) and try again.`
    stop(`${name} could not be fetched, or does not exist for this machine. ${way}`)
  }
  stamp.write()
  return node
}

function installPackages(node) {
  const stamp = stampOf(root)
  const event = process.env.npm_lifecycle_event
  const isInsideInstall = event === 'prepare' && ['ci', 'install'].includes(process.env.npm_command ?? '')
  if (isInsideInstall) {
    stamp.write() // npm has just put everything in place itself; calling it again would go round in a circle.
    return
  }
  // Tests need the development packages, which "npm ci --omit=dev" or NODE_ENV=production leave out.
  const lacksTools = event === 'pretest' && !existsSync(join(root, 'node_modules', 'vitest'))
  if (stamp.isFresh() && !lacksTools) return
  say('Installing the locked packages…')
  npm(['ci', ...(event === 'pretest' ? ['--include=dev'] : [])], { cwd: root, node })
  stamp.write()
}

/** Remembers for which lockfile, on which machine, a folder's packages were installed. */
function stampOf(folder) {
  const file = join(folder, 'node_modules', '.maedeup-setup')
  const lock = readFileSync(join(folder, 'package-lock.json'))
  const wanted = createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex')
  return {
    isFresh: () => existsSync(file) && readFileSync(file, 'utf8') === wanted,
    write: () => {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, wanted)
    },
  }
}

/** npm scripts and npx put `node_modules/.bin` first in the path: from now on they all run on Node 24. */
function linkNode(node) {
  mkdirSync(binFolder, { recursive: true })
  const link = join(binFolder, isWindows ? 'node.exe' : 'node')
  if (existsSync(link) && realpathSync(link) === realpathSync(node)) return
  rmSync(link, { force: true })
  symlinkSync(node, link)
}

/** Runs the npm that called us, under the given Node, as if nobody had called it. */
function npm(args, { cwd, node }) {
  const inherited = Object.entries(process.env).filter(([name]) => !isAboutTheCaller(name))
  const path = [dirname(node), process.env.PATH].filter(Boolean).join(delimiter)
  const all = [findNpm(), ...args, '--no-audit', '--no-fund', '--loglevel=error']
  const ran = spawnSync(node, all, { cwd, stdio: 'inherit', env: { ...Object.fromEntries(inherited), PATH: path } })
  if (ran.status !== 0) stop(`"npm ${args.join(' ')}" failed in ${cwd}; its own message stands above.`)
}

/** What npm tells its scripts about itself would make an npm inside one believe that it is that other npm. */
function isAboutTheCaller(name) {
  return /^(npm_(lifecycle|package|command|config_local_prefix)|path$)/i.test(name)
}

/** npm says where it is when it runs a script; run by hand, its place beside Node or in the path is looked up. */
function findNpm() {
  const told = process.env.npm_execpath
  if (told && /^np[mx]-cli\.js$/.test(basename(told))) return join(dirname(told), 'npm-cli.js')
  const folders = [dirname(process.execPath), ...(process.env.PATH ?? '').split(delimiter)]
  for (const folder of folders) {
    const inside = join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')
    if (existsSync(inside)) return inside
    const program = join(folder, 'npm')
    if (existsSync(program) && realpathSync(program).endsWith('.js')) return realpathSync(program)
  }
  return stop('npm is not to be found in the path.')
}

function say(line) {
  console.error(line)
}

function stop(reason) {
  console.error(`\nSet-up stopped. ${reason}`)
  process.exit(1)
}
