/** Nothing ambient: clock, randomness and environment come in as arguments, except in the files named here. */
import { matches, type Rule } from './files.ts'

const AMBIENT = [
  { name: 'Date.now', pattern: /\bDate\.now\b/g },
  { name: 'new Date()', pattern: /\bnew Date(?:\(\s*\)|(?=\s*[;,)\n]))/g },
  { name: 'Math.random', pattern: /\bMath\.random\b/g },
  { name: 'performance.now', pattern: /\bperformance\.now\b/g },
  { name: 'Temporal.Now', pattern: /\bTemporal\.Now\b/g },
  { name: 'process.env', pattern: /\bprocess\.env\b/g },
  { name: 'process.hrtime', pattern: /\bprocess\.hrtime\b/g },
  { name: 'randomness', pattern: /\b(?:randomUUID|randomBytes|randomInt|randomFill\w*|getRandomValues)\s*\(/g },
] as const

/** The places where the outside world comes in. Everything else gets it handed. */
const ALLOWED = [
  { files: /^src\/cli\//, why: 'the composition root: here clock, randomness and environment are read and handed on' },
  { files: /^src\/store\/embedded/, why: 'it starts and watches real processes: their time is real, their PATH too' },
  { files: /^src\/store\/postgres\/membership\.ts$/, why: 'a member id only has to differ; nothing is decided by it' },
  { files: /^src\/engine\/system\.ts$/, why: 'the system behind the ports clock and random' },
  {
    files: /^src\/sandbox\/(clock|index)\.ts$/,
    why: 'the sandbox is a program of its own; this is its clock and its face',
  },
  { files: /^src\/webhooks\/index\.ts$/, why: 'it runs in a merchant’s process, and is asked with its clock' },
  { files: /^demo\/main\.ts$/, why: 'the main file of the demo shop' },
  { files: /^(tools|bench)\//, why: 'programs for people at a terminal' },
  {
    files: /^sim\/(main|planted\/plant|small\/main)\.ts$/,
    why: 'the programs around the simulation say how long it took; nothing inside it may',
  },
  { files: /^[^/]+\.config\.ts$/, why: 'configuration is where the environment is read' },
  { files: /^fuzz\/(main|targets\/webhooks)\.ts$/, why: 'a program; and signatures that age by the real clock' },
  { files: /^(test|chaos)\/|\.test\.ts$/, why: 'tests make their own worlds' },
] as const

export const nothingAmbient: Rule = (file) => {
  if (ALLOWED.some(({ files }) => files.test(file.path))) return []
  return AMBIENT.flatMap(({ name, pattern }) => matches(file, pattern, `uses ${name}: it must come in as an argument`))
}
