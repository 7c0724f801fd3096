/** Scratch: liars that the kit must catch; removed at once. */
import { SANDBOX_CREDENTIALS, startSandbox } from '../../sandbox/index.ts'
import { cannotPlay } from '../../sandbox/tosspayments/playable.ts'
import type { Provider } from '../../ports/provider.ts'
import { describeProvider } from '../kit/suite.ts'
import { CODES } from '../tosspayments/codes.ts'
import { tosspayments } from '../tosspayments/index.ts'
const { clientKey, secretKey } = SANDBOX_CREDENTIALS.tosspayments
const A: any = { own: { clientKey, secretKey, mid: 'maedeup' }, wrong_key: { clientKey, secretKey: 'test_sk_wrong_key', mid: 'maedeup' }, foreign: { clientKey: 'test_ck_stranger', secretKey: 'test_sk_stranger', mid: 'stranger' } }
const LIARS: Record<string, (p: Provider) => any> = {
  unknownIsRefused: (p) => ({ approve: async (a: any, c: any) => { const o = await p.approve(a, c); return o.kind === 'unknown' ? { ...o, kind: 'refused', next: 'none' } : o } }),
  cancelUnknownIsDone: (p) => ({ cancel: async (a: any, b: any, c: any) => { const o = await p.cancel(a, b, c); return o.kind === 'unknown' ? { ...o, kind: 'done', next: 'none', evidence: { providerCancelId: null, amount: b.amount, remaining: null, at: null } } : o } }),
  retries: (p) => ({ inquire: async (a: any, c: any) => { const o = await p.inquire(a, c); return o.kind === 'unknown' ? p.inquire(a, c) : o } }),
  freshKey: (p) => { let n = 0; return { cancel: (a: any, b: any, c: any) => p.cancel(a, { ...b, keyEpoch: b.keyEpoch + 10 + n++, guard: null }, c) } },
  leaks: (p) => ({ cancel: (a: any, b: any, c: any) => p.cancel(a, b, { ...c, record: (e: any) => c.record({ ...e, request: { ...e.request, auth: secretKey } }) }) }),
  silent: (p) => ({ approve: (a: any, c: any) => p.approve(a, { ...c, record: () => {} }) }),
  noFence: (p) => ({ cancel: (a: any, b: any, c: any) => p.cancel(a, b, { ...c, mayStillSend: () => true }) }),
  halfEvidence: (p) => ({ inquire: async (a: any, c: any) => { const o: any = await p.inquire(a, c); return o.kind === 'done' ? { ...o, evidence: { ...o.evidence, cancels: [] } } : o } }),
  noTag: (p) => ({ cancel: (a: any, b: any, c: any) => p.cancel(a, { ...b, reason: 'x'.repeat(195) + b.reason }, c) }),
}
const name = process.env.LIAR ?? ''
describeProvider({
  simulator: 'tosspayments', start: () => startSandbox({ controlPort: 0, seed: 7 }), cannotPlay, codes: CODES,
  secrets: [secretKey, Buffer.from(`${secretKey}:`).toString('base64')],
  make: (origin, { account, timeouts }) => { const p = tosspayments({ ...A[account], live: true, timeouts, urls: { api: origin, sdk: `${origin}/v2/standard` }, trustedOrigins: [origin] }); return { ...p, ...(LIARS[name]?.(p) ?? {}) } },
})
