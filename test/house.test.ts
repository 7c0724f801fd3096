/** The rules of the house, held by every file of the repository; and each rule is shown to be able to fail. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nothingAmbient } from './house/ambient.ts'
import { asCode, codeFiles, type Rule, readRepo } from './house/files.ts'
import {
  importDirection,
  importsOf,
  noComputedImports,
  processesInTheirPlaces,
  socketsInTheirPlaces,
} from './house/imports.ts'
import { blankOut } from './house/scan.ts'
import { erasableOnly, exportsByName, fewLines, fewParameters, narrowLines, opensWithPromise } from './house/shape.ts'
import { noResolvedHosts, noTraces } from './house/traces.ts'

const files = readRepo(join(import.meta.dirname, '..'))
const code = codeFiles(files)

interface Plant {
  readonly path: string
  readonly text: string
  /** What the rule must say; null where the text is innocent. */
  readonly says: string | null
}

const wrong = (path: string, text: string, says: string): Plant => ({ path, text, says })
const right = (path: string, text: string): Plant => ({ path, text, says: null })

/** One line, for a title. */
const titled = (plant: Plant) => ({
  ...plant,
  title: `${plant.says === null ? 'fine' : 'caught'}: ${plant.path}: ${plant.text.slice(0, 60).replaceAll('\n', '⏎')}`,
})

const HOST = ['https://registry', 'npmjs', 'org/'].join('.')
const MACHINE = ['', 'home', 'me', 'maedeup'].join('/')

/** One row per rule: what it is called, how it judges, and planted texts that it must and must not catch. */
const RULES: readonly { promise: string; rule: Rule; plants: readonly Plant[] }[] = [
  {
    promise: 'imports go one way: inwards',
    rule: importDirection,
    plants: [
      wrong('src/core/a.ts', "import { b } from '../engine/b.ts'", 'src/core imports ../engine/b.ts'),
      wrong('src/core/a.ts', "import fs from 'node:fs'", 'imports node:fs'),
      wrong('src/core/a.ts', "import 'zod'", 'imports zod'),
      wrong('src/core/payment/a.ts', "export { x } from '../../ports/x.ts'", 'imports ../../ports/x.ts'),
      wrong('src/core/a.ts', "import {\n  a,\n  b,\n} from '../ports/x.ts'", 'a.ts:1 src/core imports'),
      wrong('src/core/a.ts', "import type { P } from '../ports/p.ts'", 'imports ../ports/p.ts'),
      wrong('src/core/a.ts', "type Q = import('../ports/p.ts').Q", 'imports ../ports/p.ts'),
      wrong('src/ports/a.ts', "import { z } from 'zod'", 'imports zod'),
      wrong('src/providers/nicepay/a.ts', "import { x } from '../../engine/x.ts'", 'src/providers imports'),
      wrong('src/store/a.ts', "const x = await import('../providers/x.ts')", 'src/store imports'),
      wrong('src/engine/a.ts', "import { x } from '../store/postgres/x.ts'", 'src/engine imports'),
      wrong('src/http/a.ts', "import { x } from '../store/x.ts'", 'src/http imports'),
      wrong('src/sandbox/a.ts', "import { x } from '../ports/x.ts'", 'two readings of the sheets'),
      wrong('demo/a.ts', "import { x } from '../src/index.ts'", 'demo imports ../src/index.ts'),
      right('src/core/payment/a.ts', "import { b } from '../money.ts'"),
      right('src/core/a.ts', "// import { b } from '../engine/b.ts'\nconst s = \"import x from 'y'\""),
      right('src/engine/a.test.ts', "import { x } from '../store/x.ts'"),
      right('src/cli/main.ts', "import { x } from '../store/x.ts'"),
      right('demo/a.ts', "import fastify from 'fastify'\nimport { b } from './b.ts'"),
    ],
  },
  {
    promise: 'no module name is made at run time',
    rule: noComputedImports,
    plants: [
      wrong('src/engine/a.ts', 'await import(name)', 'made at run time'),
      wrong('src/core/a.ts', 'await import(`../x/$' + '{name}.ts`)', 'made at run time'),
      right('src/engine/a.ts', "await import('./b.ts')"),
    ],
  },
  {
    promise: 'only clients and the order check open a socket',
    rule: socketsInTheirPlaces,
    plants: [
      wrong('src/providers/nicepay/wire.ts', "import { request } from 'node:https'", 'imports node:https'),
      wrong('src/providers/nicepay/wire.ts', 'const r = await fetch(url)', 'reaches the network'),
      wrong('src/engine/approve.ts', "import net from 'net'", 'imports net'),
      wrong('src/core/a.ts', 'new WebSocket(url)', 'reaches the network'),
      right('src/providers/nicepay/client.ts', "import { request } from 'node:https'"),
      right('src/providers/transport.ts', "import { request } from 'node:https'"),
      right('src/providers/nicepay/wire.ts', "import type { Agent } from 'node:https'\nstore.fetch(1)"),
      right('src/engine/order-check.ts', 'await fetch(url)'),
    ],
  },
  {
    promise: 'only the bundled server starts processes',
    rule: processesInTheirPlaces,
    plants: [
      wrong('src/store/postgres/a.ts', "import { spawn } from 'node:child_process'", 'imports node:child_process'),
      right('src/store/embedded/a.ts', "import { spawn } from 'node:child_process'"),
    ],
  },
  {
    promise: 'clock, randomness and environment come in as arguments',
    rule: nothingAmbient,
    plants: [
      wrong('src/core/a.ts', 'const t = Date.now()', 'uses Date.now'),
      wrong('src/http/a.ts', 'now: Date.now,', 'uses Date.now'),
      wrong('src/core/a.ts', 'const t = new Date( )', 'uses new Date()'),
      wrong('src/engine/a.ts', 'Math.random()', 'uses Math.random'),
      wrong('src/engine/a.ts', 'performance.now()', 'uses performance.now'),
      wrong('src/http/a.ts', 'process.env.HOME', 'uses process.env'),
      wrong('src/http/a.ts', 'process.hrtime.bigint()', 'uses process.hrtime'),
      wrong('src/http/a.ts', 'crypto.randomUUID()', 'uses randomness'),
      wrong('src/http/a.ts', 'const t = `$' + '{randomBytes(4)}`', 'uses randomness'),
      right('src/core/a.ts', 'new Date(instant) // not Date.now()'),
      right('src/cli/main.ts', 'Date.now(), process.env'),
      right('src/engine/system.ts', 'Date.now()'),
    ],
  },
  {
    promise: 'no file is longer than 300 lines',
    rule: fewLines,
    plants: [wrong('demo/a.ts', 'x\n'.repeat(301), 'has 301 lines'), right('demo/a.ts', 'x\n'.repeat(300))],
  },
  {
    promise: 'no line is wider than 120 columns',
    rule: narrowLines,
    plants: [wrong('demo/a.ts', `\n${'x'.repeat(121)}`, 'a.ts:2 is 121'), right('demo/a.ts', '뷁'.repeat(120))],
  },
  {
    promise: 'each source file begins with what it promises',
    rule: opensWithPromise,
    plants: [
      wrong('src/core/a.ts', "import { a } from './b.ts'", 'does not begin'),
      wrong('src/core/a.ts', '/**\n * Something.\n */', 'does not begin'),
      right('src/core/a.ts', '/** Amounts of money, never negative. */'),
      right('src/cli/a.ts', '#!/usr/bin/env node\n// The command line of Maedeup.'),
    ],
  },
  {
    promise: 'exports have names',
    rule: exportsByName,
    plants: [
      wrong('src/core/a.ts', 'export default {}', 'default export'),
      wrong('src/core/a.ts', 'export { a as default }', 'default export'),
      wrong('src/core/a.ts', "export * from './b.ts'", 'exports all'),
      wrong('src/core/a.ts', "export * as b from './b.ts'", 'exports all'),
      right('vitest.config.ts', 'export default {}'),
      right('src/core/a.ts', "// export default\nexport { b } from './b.ts'"),
    ],
  },
  {
    promise: 'no enums, no namespaces',
    rule: erasableOnly,
    plants: [
      wrong('src/core/a.ts', 'export const enum A { B }', 'has an enum'),
      wrong('src/core/a.ts', 'declare namespace A {}', 'has a namespace'),
      right('src/core/a.ts', "const namespace = enumOf(x)\ndeclare module 'vitest' {}"),
    ],
  },
  {
    promise: 'beyond three parameters they go into an object',
    rule: fewParameters,
    plants: [
      wrong('src/core/a.ts', 'function f(a: A, b: B, c: C, d: D) {}', 'with 4 parameters'),
      wrong('src/core/a.ts', 'const f = async (a, b, c, d) => a', 'with 4 parameters'),
      wrong('src/core/a.ts', 'const f = (a: A, b = (1), c: () => void, d?: D): Promise<D> => a', 'with 4'),
      wrong('src/core/a.ts', 'constructor(a: A, b: B, c: C, d: D) {}', 'with 4 parameters'),
      right('src/core/a.ts', 'function f(a: Map<string, number>, { b, c, d }: X, e: [1, 2, 3],) {}'),
      right('src/core/a.ts', 'f(1, 2, 3, 4)\nif (f(1, 2, 3, 4)) g((x) => x)'),
      right('src/core/a.ts', 'const x = f(1, 2, 3, 4) ? (a: A) => a : b'),
    ],
  },
  {
    promise: 'no file names the machine it was written on, or a registry',
    rule: noTraces,
    plants: [
      wrong('README.md', `see ${HOST}x`, 'names a registry'),
      wrong('src/core/a.ts', `// ${MACHINE}`, 'names a path of one machine'),
      right('README.md', 'https://docs.example.com/home/start and data/work/x'),
    ],
  },
  {
    promise: 'the lockfiles name no host',
    rule: noResolvedHosts,
    plants: [
      wrong('tools/package-lock.json', `{ "resolved": "${HOST}x.tgz" }`, 'names a host'),
      right('package-lock.json', '{ "resolved": "packages/a" }'),
    ],
  },
]

describe.each(RULES)('$promise', ({ rule, plants }) => {
  const everywhere = rule === noTraces || rule === noResolvedHosts

  test('in every file', () => {
    expect((everywhere ? files.map((file) => ({ ...file, code: '' })) : code).flatMap(rule)).toEqual([])
  })

  test.each(plants.map(titled))('$title', ({ path, text, says }) => {
    const found = rule(asCode({ path, text }))
    if (says === null) expect(found).toEqual([])
    else expect(found.join('\n')).toContain(says)
  })
})

describe('the scanner', () => {
  test.each([
    ["a // b 'c'\nd", 'a         \nd'],
    ["f('it\\'s') + g", "f('     ') + g"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is a piece of code
    ['`x ${a + `y ${b}`} z` + c', '`  ${a + `  ${b}`}  ` + c'],
    ['a / b / c /* d */', 'a / b / c        '],
    ['x.replace(/[\'"`]/g, y)', 'x.replace(/     /g, y)'],
    ['return /[/]\\//.test(x)', 'return /     /.test(x)'],
  ])('%s', (text, blanked) => {
    expect(blankOut(text)).toBe(blanked)
  })

  test('it sees the imports of a real file', () => {
    const own = code.find((file) => file.path === 'test/house.test.ts')
    expect(own && importsOf(own).map(({ specifier }) => specifier)).toContain('./house/shape.ts')
    expect(code.length).toBeGreaterThan(20)
  })
})
