/** Writes the pages of the docs that are rendered from code: `node tools/render-docs.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PAGES } from './render/pages.ts'

for (const { path, render } of PAGES) {
  const file = join(import.meta.dirname, '..', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, render())
}
