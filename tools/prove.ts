/**
 * `npm run prove`: runs the proofs one after the other and writes what came of them to `docs/internals/proof.md`.
 * `--long`: the big figures, some hours. `--only world,fuzz`: these alone. `--seed N`.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { commitOf } from './prove/commit.ts'
import { type Proof, renderProofs, replace } from './prove/page.ts'
import { type Program, STEPS, type Step } from './prove/steps.ts'

const ROOT = join(import.meta.dirname, '..')
const PAGE = join(ROOT, 'docs/internals/proof.md')
const RECORDS = join(ROOT, 'docs/internals/proof.json')

/** What the proofs write themselves is no change of what they prove. */
const WRITTEN = [':!docs/internals/proof.*', ':!docs/internals/planted-bugs.md']

/** A broken proof can say a lot; its command says the rest. */
const MOST_LINES = 30

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    long: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})
const size = { seed: Number(values.seed), long: values.long }
const wanted = values.only?.split(',') ?? STEPS.map(({ name }) => name)
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name))
if (unknown.length > 0) {
  console.error(`there is no proof ${unknown.join(', ')}: ${STEPS.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

let proofs: readonly Proof[] = existsSync(RECORDS) ? (JSON.parse(readFileSync(RECORDS, 'utf8')) as Proof[]) : []
const broken: string[] = []
for (const step of STEPS.filter(({ name }) => wanted.includes(name))) {
  const proof = await prove(step)
  if (!proof.held) broken.push(proof.name)
  proofs = replace(proofs, proof)
  // After each, so that a run that is cut off leaves what it has proven.
  writeFileSync(RECORDS, `${JSON.stringify(proofs, null, 2)}\n`)
  writeFileSync(PAGE, renderProofs(proofs))
}
console.log(broken.length === 0 ? '\nEvery promise held.' : `\nBROKEN: ${broken.join(', ')}`)
process.exitCode = broken.length === 0 ? 0 : 1

async function prove({ name, promise, program, keeps }: Step): Promise<Proof> {
  console.log(`\n── ${name}: ${promise}`)
  const [at, commit, machine] = [new Date().toISOString(), commitOf(ROOT, ['.', ...WRITTEN]), machineNow()]
  const began = performance.now()
  const one = program(size)
  const { code, lines } = await run(one, keeps)
  const seconds = Math.round((performance.now() - began) / 1_000)
  return {
    ...{ name, promise, command: commandOf(one), held: code === 0, seconds },
    ...{ lines, at, commit, seed: size.seed, machine },
  }
}

async function run({ args, env }: Program, keeps: RegExp): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const kept: string[] = []
  for await (const line of createInterface(child.stdout)) {
    console.log(line)
    if (keeps.test(line)) kept.push(line)
  }
  return { code: await ended, lines: withoutProgress(kept).slice(-MOST_LINES) }
}

/** Of lines that differ in their figures alone only the last says how it ended. */
function withoutProgress(lines: readonly string[]): string[] {
  const shape = (line: string | undefined) => line?.replaceAll(/[\d.,]+/g, '0')
  return lines.filter((line, index) => shape(line) !== shape(lines[index + 1]))
}

function commandOf({ args, env = {} }: Program): string {
  const set = Object.entries(env).map(([name, value]) => `${name}=${value} `)
  return `${set.join('')}node ${args.join(' ')}`
}

function machineNow(): string {
  const gigabytes = Math.round(totalmem() / 1024 ** 3)
  const [load = 0] = loadavg()
  const cores = `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'})`
  const before = `load ${load.toFixed(1)} when it began`
  return `On ${cores}, ${gigabytes} GB, Node ${process.version}, ${process.platform}; ${before}.`
}
