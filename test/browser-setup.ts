/** Puts a real browser with Korean fonts in place for the tests, once per version and account. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Plain data: it travels from the global set-up to the test processes. */
export type PreparedBrowser =
  | { readonly kind: 'ready'; readonly executablePath: string; readonly env: Record<string, string> }
  | { readonly kind: 'missing'; readonly why: string }

declare module 'vitest' {
  interface ProvidedContext {
    browser: PreparedBrowser
  }
}

const root = join(import.meta.dirname, '..')

export function prepareBrowser(): PreparedBrowser {
  const machine = `${process.platform}-${process.arch}`
  if (machine !== 'linux-x64') return { kind: 'missing', why: `the bundled browser is for linux-x64, not ${machine}` }
  const folder = unpacked()
  const executablePath = join(folder, 'chromium')
  const env = { HOME: folder, FONTCONFIG_FILE: writeFontConfig(folder) }
  if (runs(executablePath, env)) return { kind: 'ready', executablePath, env }
  // Slim systems lack libnss3 and its friends; the package brings them along.
  const withLibraries = { ...env, LD_LIBRARY_PATH: join(folder, 'al2023/lib') }
  if (runs(executablePath, withLibraries)) return { kind: 'ready', executablePath, env: withLibraries }
  return { kind: 'missing', why: `${executablePath} does not run on this machine` }
}

/** Unpacking goes to a folder beside and is moved in one step: two runs at once cannot see half a browser. */
function unpacked(): string {
  const manifest = readFileSync(join(root, 'node_modules/@sparticuz/chromium/package.json'), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  const folder = join(cacheFolder(), `chromium-${version}-${process.getuid?.()}`)
  if (existsSync(folder)) return folder
  const draft = `${folder}.${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  const program = join(import.meta.dirname, 'unpack-browser.ts')
  const ran = spawnSync(process.execPath, [program], { env: { ...process.env, TMPDIR: draft }, encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(`The browser could not be unpacked:\n${ran.stderr}`)
  try {
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw error // Otherwise another run was faster.
  }
  return folder
}

/** `node_modules/.cache`, or a folder of this account in tmp where the checkout is someone else's. */
function cacheFolder(): string {
  const modules = join(root, 'node_modules')
  try {
    accessSync(modules, constants.W_OK)
    return join(modules, '.cache', 'maedeup')
  } catch {
    return join(tmpdir(), `maedeup-cache-${process.getuid?.()}`)
  }
}

/** Without a font that has Hangul, Korean text is drawn as nothing at all: not even boxes. */
function writeFontConfig(folder: string): string {
  const fonts = [join(folder, 'fonts'), join(root, 'node_modules/pretendard/dist/public/static')]
  const lines = [...fonts.map((path) => `<dir>${path}</dir>`), `<cachedir>${join(folder, 'font-cache')}</cachedir>`]
  const file = join(folder, 'fonts.conf')
  const text = `<?xml version="1.0"?>\n<fontconfig>\n${lines.join('\n')}\n</fontconfig>\n`
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text)
  return file
}

function runs(executablePath: string, env: Record<string, string>): boolean {
  return spawnSync(executablePath, ['--version', '--no-sandbox'], { env, timeout: 20_000 }).status === 0
}
