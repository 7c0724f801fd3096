/** Makes the corpus: plays lives of payments on the sandbox and keeps what came back. `node fuzz/record.ts` */
import { rmSync } from 'node:fs'
import { startSandbox } from '../src/sandbox/index.ts'
import { PROVIDERS } from './accounts.ts'
import { recordLives } from './record/lives.ts'
import { tablesOf } from './record/tables.ts'
import { textsOf } from './record/texts.ts'
import { folderOf, readCorpus, writeSeed } from './seed.ts'
import { TARGETS } from './target.ts'

/** What failed once stays, whatever is recorded anew. */
const KEPT = /^found-/

for (const target of TARGETS) {
  try {
    for (const { name } of readCorpus(target)) if (!KEPT.test(name)) rmSync(`${folderOf(target)}/${name}`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

for (const provider of PROVIDERS) {
  const sandbox = await startSandbox({ controlPort: 0, seed: 7 })
  for (const { target, name, seed } of await recordLives(sandbox, provider)) writeSeed(target, name, seed)
  await sandbox.close()
}
for (const { target, name, seed } of [...tablesOf(), ...textsOf()]) writeSeed(target, name, seed)
for (const target of TARGETS) console.log(`${target}: ${readCorpus(target).length} seeds`)
