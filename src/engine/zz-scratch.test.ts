/** Scratch. */
import { it } from 'vitest'
import { createWorld } from '../../test/world.ts'
it('x', async () => {
  const world = await createWorld({ on: 'nicepay-rest' as never })
  await world.fault('approve', 'lose_reply', { times: 1 })
  await world.fault('inquire', 'error_before', { times: 8 })
  await world.fault('net_cancel', 'lose_reply', { times: 1 })
  const file = await world.pay('SCRATCH01').catch((e) => { console.log(String(e)); return null })
  for (const s of [1,5,15,20,30,35,35,60,120,300,600]) await world.pass(s * 1000)
  const books = await world.books('SCRATCH01')
  console.log(JSON.stringify(books))
  if (file) { const f = await world.load(file.payment.id)
    console.log(JSON.stringify({ s: f.payment.state, hold: f.payment.hold, c: f.cancellations }))
    const ev = await (world as any).store?.events?.(file.payment.id) ?? null
    console.log(JSON.stringify(ev)?.slice(0, 3000))
  }
  await world.close()
}, 60000)
