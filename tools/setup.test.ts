/** The set-up step, run against an npm that only writes down how it was called. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeScratchFolder } from '../test/scratch.ts'

/** Records the call, and does what `npm ci` does to the stamp: it empties node_modules. */
const FAKE_NPM = `
  const fs = require('node:fs'), path = require('node:path')
  const { PATH, npm_lifecycle_event, npm_package_name } = process.env
  const seen = { PATH, npm_lifecycle_event, npm_package_name }
  const call = { args: process.argv.slice(2), cwd: process.cwd(), node: process.version, ...seen }
  fs.appendFileSync(path.join(__dirname, 'calls'), JSON.stringify(call) + '\\n')
  if (fs.existsSync(path.join(__dirname, 'broken'))) process.exit(7)
  fs.rmSync('node_modules', { recursive: true, force: true })
  fs.mkdirSync('node_modules/vitest', { recursive: true })
  if (!process.cwd().endsWith('node24')) process.exit(0)
  const bin = 'node_modules/node-' + process.platform + '-' + process.arch + '/bin'
  fs.mkdirSync(bin, { recursive: true })
  fs.symlinkSync(${JSON.stringify(process.execPath)}, bin + '/node')
`

interface Call {
  readonly args: string[]
  readonly cwd: string
  readonly node: string
  readonly PATH: string
  readonly npm_lifecycle_event?: string
  readonly npm_package_name?: string
}

let root: string

beforeEach(() => {
  root = realpathSync(makeScratchFolder('maedeup-setup-'))
  mkdirSync(join(root, 'tools/node24'), { recursive: true })
  copyFileSync(join(import.meta.dirname, 'setup.js'), join(root, 'tools/setup.js'))
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(root, 'package-lock.json'), '{}')
  writeFileSync(join(root, 'tools/node24/package-lock.json'), '{}')
  mkdirSync(join(root, 'npm'))
  writeFileSync(join(root, 'npm/package.json'), '{ "type": "commonjs" }')
  writeFileSync(join(root, 'npm/npm-cli.js'), FAKE_NPM)
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

interface Run {
  readonly event?: string
  readonly command?: string
  readonly node?: string
}

function setUp({ event = 'prestart', command = 'run-script', node = process.execPath }: Run = {}) {
  const env = {
    PATH: process.env.PATH,
    npm_execpath: join(root, 'npm/npm-cli.js'),
    npm_lifecycle_event: event,
    npm_command: command,
    npm_package_name: 'maedeup',
  }
  const { status, stderr } = spawnSync(node, [join(root, 'tools/setup.js')], { env, encoding: 'utf8', cwd: '/' })
  return { status, stderr }
}

function calls(): Call[] {
  const file = join(root, 'npm/calls')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Call)
}

/** A Node below 24 on this machine, for the half of the step that only such a machine needs. */
function findOldNode(): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const node = join(folder, 'node')
    if (!existsSync(node)) continue
    const major = Number(/^v(\d+)/.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout)?.[1])
    if (major >= 20 && major < 24) return node
  }
  return null
}

test('the locked packages are installed once, by an npm that knows nothing of the script it is in', () => {
  expect(setUp().status).toBe(0)
  expect(setUp()).toEqual({ status: 0, stderr: '' })
  expect(calls()).toHaveLength(1)
  expect(calls()[0]).toMatchObject({ args: expect.arrayContaining(['ci']), cwd: root })
  expect(calls()[0]).not.toHaveProperty('npm_lifecycle_event')
  expect(calls()[0]).not.toHaveProperty('npm_package_name')
})

test('another lockfile installs anew', () => {
  setUp()
  writeFileSync(join(root, 'package-lock.json'), '{ "other": true }')
  setUp()
  expect(calls()).toHaveLength(2)
})

test('inside "npm ci" and "npm install" npm is not called again', () => {
  expect(setUp({ event: 'prepare', command: 'ci' }).status).toBe(0)
  expect(setUp({ event: 'prepare', command: 'install' }).status).toBe(0)
  expect(setUp().status).toBe(0)
  expect(calls()).toEqual([])
})

test('tests get the development packages that a production install left out; a start does not ask for them', () => {
  setUp()
  rmSync(join(root, 'node_modules/vitest'), { recursive: true })
  setUp({ event: 'prestart' })
  expect(calls()).toHaveLength(1)
  setUp({ event: 'pretest' })
  expect(calls()[1]?.args).toContain('--include=dev')
})

test('an install that fails says so, ends with an error, and is tried again', () => {
  writeFileSync(join(root, 'npm/broken'), '')
  expect(setUp()).toMatchObject({ status: 1, stderr: expect.stringContaining('"npm ci" failed in') })
  rmSync(join(root, 'npm/broken'))
  expect(setUp().status).toBe(0)
})

test('on an older Node, Node 24 is fetched, used for the install and put first for every script', (context) => {
  const node = findOldNode()
  if (node === null) return context.skip('there is no Node 20 to 23 on this machine')
  expect(setUp({ node }).status).toBe(0)
  const [fetch, install] = calls()
  expect(fetch).toMatchObject({ cwd: join(root, 'tools/node24'), args: expect.arrayContaining(['ci']) })
  expect(install).toMatchObject({ cwd: root, node: process.version })
  expect(install?.PATH.startsWith(join(root, 'tools/node24'))).toBe(true)
  expect(realpathSync(join(root, 'node_modules/.bin/node'))).toBe(realpathSync(process.execPath))
  expect(setUp({ node })).toEqual({ status: 0, stderr: '' })
  expect(calls()).toHaveLength(2)
})
