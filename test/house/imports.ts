/** Who may import whom, who may open a socket, who may start a process: the walls of the house. */
import { posix } from 'node:path'
import { at, type CodeFile, isTest, matches, type Rule } from './files.ts'

/** `libraries`: may it use npm packages and Node's modules? What stands in no row may import everything. */
const LAYERS = [
  { layer: 'src/core', may: [], libraries: 'none', why: 'it decides, pure and synchronous' },
  { layer: 'src/ports', may: ['src/core'], libraries: 'none', why: 'it holds contracts only' },
  { layer: 'src/providers', may: ['src/core', 'src/ports'], libraries: 'any', why: 'an adapter only maps' },
  { layer: 'src/store', may: ['src/core', 'src/ports'], libraries: 'any', why: 'it keeps, the engine decides when' },
  { layer: 'src/engine', may: ['src/core', 'src/ports'], libraries: 'any', why: 'it knows no PG and no database' },
  { layer: 'src/http', may: ['src/engine', 'src/core', 'src/ports'], libraries: 'any', why: 'it translates' },
  { layer: 'src/sandbox', may: ['src/core'], libraries: 'any', why: 'two readings of the sheets that must agree' },
  { layer: 'src/webhooks', may: ['src/core'], libraries: 'any', why: 'it runs in a merchant’s process' },
  { layer: 'demo', may: [], libraries: 'any', why: 'a merchant has our HTTP API and nothing else' },
] as const

/** Modules and globals that reach the network. */
const SOCKET_MODULE = /^(node:)?(http|https|http2|net|tls|dgram)$|^undici$/
const SOCKET_GLOBAL = /(?<![\w.$])(fetch|WebSocket|EventSource)\s*\(/g

/** Where the network may be reached, in the layers that must say so. */
const SOCKETS = [
  // The kit is test code that all adapters share: it speaks with the sandbox's control API, and hears its webhooks.
  { layer: 'src/providers/kit/', files: /^src\/providers\/kit\/(control|ear)\.ts$/ },
  { layer: 'src/providers/', files: /^src\/providers\/(transport|[^/]+\/client)\.ts$/ },
  { layer: 'src/engine/', files: /^src\/engine\/(order-check|deliveries\/(send|address))\.ts$/ },
  { layer: 'src/core/', files: /^$/ },
  { layer: 'src/ports/', files: /^$/ },
] as const

interface Import {
  readonly specifier: string
  readonly index: number
  readonly typeOnly: boolean
}

/** `from '…'`, `import '…'`, `import('…')`, `require('…')`, in code; the text itself is read where code is blanked. */
export function importsOf(file: CodeFile): Import[] {
  const statement = /(?<![\w.$])(import|export)(\s+type)?(?=[\s{*])[^;'"`()]*?\bfrom\s*['"]/g
  const bare = /(?<![\w.$])(?:import\s*(?:\(\s*)?|require\s*\(\s*)['"`]/g
  const found: Import[] = []
  for (const pattern of [statement, bare]) {
    for (const match of file.code.matchAll(pattern)) {
      const start = match.index + match[0].length
      const quote = file.text[start - 1] ?? ''
      const specifier = file.text.slice(start, file.text.indexOf(quote, start))
      found.push({ specifier, index: match.index, typeOnly: match[2] !== undefined })
    }
  }
  return found
}

export const importDirection: Rule = (file) => {
  const row = LAYERS.find(({ layer }) => file.path.startsWith(`${layer}/`))
  if (row === undefined || isTest(file.path)) return []
  const own: readonly string[] = [row.layer, ...row.may]
  return importsOf(file)
    .filter(({ specifier }) => {
      if (!specifier.startsWith('.')) return row.libraries === 'none'
      const target = posix.join(posix.dirname(file.path), specifier)
      return !own.some((layer) => target.startsWith(`${layer}/`))
    })
    .map(({ specifier, index }) => at(file, index, `${row.layer} imports ${specifier}: ${row.why}`))
}

/** A name made at run time escapes the rule above; only the finder of the platform's binaries may need one. */
export const noComputedImports: Rule = (file) => {
  if (isTest(file.path) || !file.path.startsWith('src/') || file.path.startsWith('src/cli/')) return []
  if (file.path === 'src/store/embedded/binaries.ts') return []
  return matches(file, /(?<![\w.$])import\s*\(\s*[^\s'"]/g, 'imports a module whose name is made at run time')
}

export const socketsInTheirPlaces: Rule = (file) => {
  const row = SOCKETS.find(({ layer }) => file.path.startsWith(layer))
  if (row === undefined || isTest(file.path) || row.files.test(file.path)) return []
  const modules = importsOf(file).filter(({ specifier, typeOnly }) => !typeOnly && SOCKET_MODULE.test(specifier))
  return [
    ...modules.map(({ specifier, index }) => at(file, index, `imports ${specifier}: this file may open no socket`)),
    ...matches(file, SOCKET_GLOBAL, 'reaches the network: this file may open no socket'),
  ]
}

export const processesInTheirPlaces: Rule = (file) => {
  if (!file.path.startsWith('src/') || isTest(file.path) || /^src\/(store\/embedded|cli\/)/.test(file.path)) return []
  return importsOf(file)
    .filter(({ specifier }) => /^(node:)?(child_process|cluster|worker_threads)$/.test(specifier))
    .map(({ specifier, index }) => at(file, index, `imports ${specifier}: only src/store/embedded starts processes`))
}
