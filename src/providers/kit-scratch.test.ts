/** Scratch to be removed at once. */
import { expect, it } from 'vitest'
import { SANDBOX_CREDENTIALS, startSandbox } from '../sandbox/index.ts'
import { portoneV2 } from './portone-v2/index.ts'
import { openWorld } from './kit/world.ts'
import { openEar } from './kit/ear.ts'
it('x', async () => {
  const c = SANDBOX_CREDENTIALS['portone-v2']
  const w = await openWorld({ simulator: 'portone-v2', start: () => startSandbox({ controlPort: 0 }), make: (o, { timeouts }) => portoneV2({ ...c, timeouts, urls: { api: o, sdk: `${o}/v2/browser-sdk.js` } }), cannotPlay: () => null, secrets: [], codes: {} })
  const ear = await openEar(w.provider.webhookAnswer.accepted)
  await w.control.webhooksTo(ear.url)
  await w.control.advance(600_000)
  await w.paid()
  await new Promise((r) => setTimeout(r, 300))
  for (const h of ear.heard) console.log(JSON.stringify(await w.provider.readWebhook(h, w.call().at)))
  await ear.close(); await w.close()
  expect(1).toBe(1)
})
