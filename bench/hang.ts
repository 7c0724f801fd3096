/** One provider hangs for a minute a call: what that costs payments on another one in the same process. */

import { setTimeout as sleep } from 'node:timers/promises'
import { developmentConfig } from '../src/cli/dev-channels.ts'
import { readChannels } from '../src/config/channels.ts'
import { amount } from '../src/core/money.ts'
import { createEngine, type Engine } from '../src/engine/engine.ts'
import { systemClock } from '../src/engine/system.ts'
import { startSandbox } from '../src/sandbox/index.ts'
import { depsOf } from './kit/deps.ts'
import { median, printTable, quantile, say } from './kit/figures.ts'
import { bench, type Place } from './kit/place.ts'

const GOOD = 'nicepay'
const HUNG = 'tosspayments'
const PRICE = 50_000
/** Rounds alternate between quiet and hung, so that the machine's own noise falls on both. */
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 8)
const PAYMENTS_A_ROUND = Number(process.env.BENCH_PAYMENTS ?? 150)
const PAYERS = 4
/** Refunds that hang at the other provider during a hung round. */
const HANGING = 60
const HANG_MS = 60_000
const SETTLE_MS = 1_500

async function run(place: Place): Promise<void> {
  const database = await place.database('hang')
  const sandbox = await startSandbox({ controlPort: 0, seed: 7 })
  place.atEnd(() => sandbox.close())
  const channels = readChannels(developmentConfig({ orderWithin: null }, sandbox), systemClock)
  const engine = createEngine(depsOf(database, { channels: [...channels.values()] }))
  await engine.start()
  const shop = shopOf(engine, sandbox.controlUrl)
  await shop.round(GOOD, 'WARM')
  const quiet: number[] = []
  const hung: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % 2 === 0) quiet.push(...(await shop.round(GOOD, `Q${round}X`)))
    else {
      const release = await shop.hang(HUNG, round)
      hung.push(...(await shop.round(GOOD, `H${round}X`)))
      await release()
    }
  }
  printTable(
    `register + approve + tie on ${GOOD}, ms`,
    ['', 'payments', 'p50', 'p99'],
    [
      ['quiet', quiet.length, median(quiet), quantile(quiet, 0.99)],
      [`${HANGING} refunds hang on ${HUNG}`, hung.length, median(hung), quantile(hung, 0.99)],
      ['ratio', '', median(hung) / median(quiet), quantile(hung, 0.99) / quantile(quiet, 0.99)],
    ],
  )
  await engine.stop()
  const sockets = process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length
  say(`\nTCP sockets of this process after the engine stopped (sandbox side included): ${sockets}`)
}

function shopOf(engine: Engine, controlUrl: string) {
  const control = async (method: string, path: string, body?: object) => {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const answer = await fetch(`${controlUrl}${path}`, { method, ...init })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return await answer.json().catch(() => null)
  }
  const pay = async (channel: string, orderId: string) => {
    const nothing = { method: null, taxFree: null, vat: null, orderWithinMs: null, buyer: null, returnUrls: null }
    const wish = {
      channel,
      orderId,
      orderName: '바다방',
      amount: amount(PRICE),
      currency: 'KRW',
      metadata: {},
    } as const
    const registered = await engine.register({ ...nothing, ...wish })
    if (!registered.ok) throw new Error(registered.refusal.detail)
    const { id, providerOrderId } = registered.file.payment
    const play = { provider: channel, orderId: providerOrderId, amount: PRICE, method: 'card', action: 'pay' }
    const { return: fields } = (await control('POST', '/control/buyers', play)) as { return: Record<string, string> }
    const from = performance.now()
    const returned = await engine.takeReturn(id, fields)
    if (!returned.ok || returned.file.payment.state !== 'paid') throw new Error(`${orderId} was not paid`)
    await engine.recordOrder(id, { ref: orderId, amount: null })
    return { id, ms: performance.now() - from }
  }
  const round = async (channel: string, prefix: string): Promise<number[]> => {
    const took: number[] = []
    let begun = 0
    const payer = async () => {
      while (begun < PAYMENTS_A_ROUND) {
        begun += 1
        took.push((await pay(channel, `${prefix}${begun}`)).ms)
      }
    }
    await Promise.all(Array.from({ length: PAYERS }, payer))
    return took
  }
  const hang = async (channel: string, round: number) => {
    const paid = await Promise.all(Array.from({ length: HANGING }, (_, i) => pay(channel, `HANG${round}R${i}XX`)))
    const fault = { provider: channel, operation: 'cancel', fault: 'lose_reply', delayMs: HANG_MS }
    await control('POST', '/control/faults', fault)
    const wish = {
      amount: amount(PRICE),
      reason: 'x',
      requester: 'buyer',
      expectedBalance: null,
      taxFree: null,
      vat: null,
    } as const
    for (const { id } of paid) engine.background(engine.refund(id, { ...wish, key: `hang ${id}` }, 0))
    // Only the waiting is measured, not the burst of sixty intents being written.
    await sleep(SETTLE_MS)
    return async () => {
      await control('DELETE', '/control/faults')
      await control('POST', '/control/clock', { advanceMs: HANG_MS })
    }
  }
  return { round, hang }
}

await bench(run)
