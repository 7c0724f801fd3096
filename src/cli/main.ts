#!/usr/bin/env node
/** The `maedeup` command: sets the heap up before anything is loaded, and hands over. */
import { setFlagsFromString } from 'node:v8'

// A service that mostly waits needs no wide young generation; V8 would let it grow by 100 MB (bench/README.md).
setFlagsFromString('--max-semi-space-size=8')
setFlagsFromString('--semi-space-growth-factor=1')

await import('./program.ts')
