/** What the documents name exists: commands, scripts, settings with their defaults, files, examples. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readEnvironment } from '../src/cli/environment.ts'
import { loadConfig } from '../src/cli/load-config.ts'
import { readChannels } from '../src/config/channels.ts'
import { systemClock } from '../src/engine/system.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const filesIn = (folder: string, end: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => `${folder}/${name}`)

const READMES = ['README.md', 'README.ko.md']
const DOCS = [...READMES, 'CHANGELOG.md', ...filesIn('docs', '.md')]
const cli = filesIn('src/cli', '.ts')
  .filter((path) => !path.endsWith('.test.ts'))
  .map(read)
  .join('\n')
const found = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, one]) => one ?? '')),
]

describe.each(READMES)('%s', (path) => {
  const text = read(path)
  const documented = new Map(
    [...text.matchAll(/^\| `((?:MAEDEUP|DATABASE)_[A-Z_]+)` \| (.*?) \|/gm)].map(([, name, value]) => [name, value]),
  )

  test('names every environment variable, and no other', () => {
    const settings = found(read('src/cli/environment.ts'), /^ {2}([A-Z][A-Z_]+): /gm)
    const options = found(cli, /\.env\('([A-Z_]+)'\)/g)
    expect([...documented.keys()].sort()).toEqual([...settings, ...options].sort())
  })

  test('tells the defaults as they are', () => {
    const { port, sandboxPort, demoPort, host, logLevel, configFile, dataDir, databaseUrl } = readEnvironment({})
    const defaults = { MAEDEUP_PORT: port, MAEDEUP_SANDBOX_PORT: sandboxPort, MAEDEUP_DEMO_PORT: demoPort }
    for (const [name, value] of Object.entries({ ...defaults, MAEDEUP_HOST: host, MAEDEUP_LOG: logLevel })) {
      expect([name, documented.get(name)]).toEqual([name, `\`${value}\``])
    }
    expect(configFile.endsWith(`/${documented.get('MAEDEUP_CONFIG')?.replaceAll('`', '')}`)).toBe(true)
    expect(dataDir.endsWith(`/${documented.get('MAEDEUP_DATA')?.replaceAll('`', '')}`)).toBe(true)
    expect([documented.get('DATABASE_URL'), databaseUrl]).toEqual(['—', null])
  })

  test('names every field of a channel', () => {
    const fields = found(
      read('src/config/define.ts').split('interface MaedeupConfig')[0] ?? '',
      /^ {2}readonly (\w+)/gm,
    )
    for (const field of fields) expect(text).toContain(`| \`${field}\` |`)
  })

  test('shows the merchant as it is tested', () => {
    expect(withoutComments(codeOf(text)[0] ?? '')).toBe(withoutComments(read('examples/merchant.ts')))
  })

  test('shows a config that starts', async () => {
    expect(await channelsOf(codeOf(text)[1] ?? '')).toEqual(['nicepay'])
  })
})

const codeOf = (text: string): string[] => [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '')

/** Reads a config as `serve` does, from a file of its own. */
async function channelsOf(code: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'maedeup-config-'))
  const file = join(folder, 'maedeup.config.ts')
  writeFileSync(
    file,
    code
      .replace("'./src/", `'${root}/src/`)
      .replace("process.env.NICEPAY_MERCHANT_KEY ?? ''", "'a merchant key of the shop'.replaceAll(' ', '-')")
      .replace("process.env.ORDER_CHECK_SECRET ?? ''", "'a secret of the shop'"),
  )
  try {
    return [...readChannels(await loadConfig(file), systemClock).keys()]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The Korean document has Korean comments. */
const withoutComments = (code: string): string => code.replaceAll(/^\s*\/\*\*.*\*\/\n/gm, '')

describe.each(DOCS)('%s', (path) => {
  const text = read(path)

  test('names npm scripts and commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    for (const script of found(text, /`?npm (?:run )?(start|test|(?<=run )[a-z]+)\b/g)) {
      expect(Object.keys(scripts)).toContain(script)
    }
    const commands = found(cli, /\.command\('([a-z]+)/g)
    for (const command of found(text, /(?:npm run maedeup --|`maedeup|^maedeup) ([a-z]+)/gm)) {
      expect(commands).toContain(command)
    }
  })

  test('links to files that exist', () => {
    for (const link of found(text, /\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)) {
      expect([link, existsSync(join(root, dirname(path), link))]).toEqual([link, true])
    }
    for (const file of found(text, /`((?:src|test|tools|examples|demo|docs)\/[\w./-]+\.(?:ts|md))`/g)) {
      expect([file, existsSync(join(root, file))]).toEqual([file, true])
    }
  })
})

describe('the guides', () => {
  test('show the examples as they are tested', () => {
    expect(read('docs/guides/order-check.md')).toContain(read('examples/order-check.ts'))
    const receiver = read('examples/webhooks.ts').replace('../src/webhooks/index.ts', 'maedeup/webhooks')
    expect(read('docs/guides/webhooks.md')).toContain(receiver)
    expect(codeOf(read('docs/guides/getting-started.md'))).toContain(codeOf(read('README.md'))[1])
  })

  test('say what to do about every cause of a hold', () => {
    const core = filesIn('src/core', '.ts').filter((path) => !path.endsWith('.test.ts'))
    const causes = core.flatMap((path) => found(read(path), /\bhold\([\s\S]{0,120}?cause: '([a-z_]+)'/g))
    const guide = read('docs/guides/operating.md')
    expect(causes.length).toBeGreaterThan(5)
    for (const cause of causes) expect(guide).toContain(`\`${cause}\``)
  })
})
