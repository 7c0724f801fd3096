// Copies the migrations beside the compiled store: tsc leaves everything but TypeScript behind.
import { cpSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = dirname(import.meta.dirname)
const folder = 'store/postgres/migrations'
cpSync(join(root, 'src', folder), join(root, 'dist', folder), { recursive: true })
