/** Links to the page where a buyer names an account: none opens but the one that was made, for its own payment. */
import type { PaymentId } from '../../src/core/ids.ts'
import type { PaymentFile } from '../../src/core/payment/payment.ts'
import { openLink, refundAccountPath } from '../../src/engine/buyer-link.ts'
import type { EngineDeps } from '../../src/engine/deps.ts'
import { movableClock } from '../../src/engine/system.ts'
import { openVault } from '../../src/store/vault.ts'
import type { Seed } from '../seed.ts'
import { type Judge, must, type Target } from '../target.ts'

export const links: Target = { name: 'links', mostMs: 50, open }

const ID = 'pay_01m7wapkg9e008000000000001' as PaymentId
const LINK = '01m7wapkg9e00800000000000a'
/** Each star stands for a whole link: this is longer than any address that the server takes (16 KB), made of stars. */
const MOST_BYTES = 512

async function open(): Promise<Judge> {
  const clock = movableClock(() => 0)
  const accountAsk = { linkId: LINK, linkExpiresAt: clock.now() + 1e9 }
  const deps = {
    clock,
    fingerprints: openVault(['a secret for links that is long enough']).fingerprints,
    store: {
      load: async (id: string) => (id === ID ? ({ payment: { id, accountAsk } } as unknown as PaymentFile) : null),
    },
  } as unknown as EngineDeps
  const genuine = refundAccountPath(deps, ID, LINK).split('/').slice(2).join('/')
  return {
    async judge({ body }: Seed) {
      const path = Buffer.from(body.subarray(0, MOST_BYTES)).toString('utf8').replaceAll('*', genuine)
      const [id = '', ...rest] = path.split('/')
      const opened = await openLink(deps, id, rest.join('/'))
      must(
        opened.ok === (path === genuine),
        opened.ok ? 'a link opens that was never made' : 'the genuine link is shut',
      )
      if (!opened.ok) must(opened.refusal.code === 'MD_LINK_INVALID', `refused with ${opened.refusal.code}`)
    },
    async close() {},
  }
}
