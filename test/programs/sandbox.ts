/** A sandbox process of its own, for benches of the whole stack: tells its parent where it listens. */
import { startSandbox } from '../../src/sandbox/index.ts'

process.on('disconnect', () => process.exit(1))
const sandbox = await startSandbox({ controlPort: 0, seed: 7 })
process.on('SIGTERM', () => void sandbox.close().then(() => process.exit(0)))
process.send?.({ controlUrl: sandbox.controlUrl, urls: sandbox.urls })
