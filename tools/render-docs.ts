/** Writes the pages of the docs that are rendered from code: `node tools/render-docs.ts`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderErrors } from '../src/http/reference.ts'

const folder = join(import.meta.dirname, '../docs/reference')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'errors.md'), renderErrors())
