/** Unpacks the bundled Chromium and its libraries into TMPDIR; a program of its own because that is process-wide. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import chromium, { inflate } from '@sparticuz/chromium'

await chromium.executablePath()
const packageRoot = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))))
await inflate(join(packageRoot, 'bin/al2023.tar.br'))
