/** One simulated world: people, providers and the real engine, first in trouble, then in peace until nothing is due. */
import type { PaymentId } from '../src/core/ids.ts'
import { type PaymentFile, PROVIDER_IDS, type ProviderId } from '../src/core/payment/payment.ts'
import { DAY_MS, type Instant, instant, MINUTE_MS } from '../src/core/time.ts'
import { answerLater, bounceLater } from './actors/bank.ts'
import { depositLater } from './actors/buyer.ts'
import { decideOnDesk, deskWaitMs, MOST_DECISIONS, releaseLater } from './actors/desk.ts'
import { repeatBounced } from './actors/merchant.ts'
import { cancelAtOnce, runShop } from './actors/shop.ts'
import { audit } from './auditor/audit.ts'
import type { Evidence, Violation } from './auditor/view.ts'
import { type Channels, channelsOf } from './channels.ts'
import { type Coverage, createCoverage } from './coverage.ts'
import { type Dice, diceOf } from './dice.ts'
import { createLedger } from './ledger.ts'
import { mixOf } from './mix.ts'
import { planOf } from './plan.ts'
import { tellAll, tellLater } from './postman.ts'
import { PROFILES } from './profiles.ts'
import { type Books, createBooks } from './provider/books.ts'
import type { Life, Scene } from './scene.ts'
import { createService, type Service } from './service.ts'
import type { Commit } from './store.ts'
import { createTime } from './time.ts'
import { createWitness, type Witness } from './witness.ts'

/** 20 November 2026, 15:00 in Korea. */
const START: Instant = instant(Date.UTC(2026, 10, 20, 6))
/** Trouble lasts so long; by then every ladder of a day has been climbed in it. */
const TROUBLE_MS = 2.5 * DAY_MS
/** After it everything must come to rest: the slowest thing is a buyer who answers late, and then a bank. */
const PEACE_MS = 100 * DAY_MS

export interface WorldOptions {
  readonly seed: number
  readonly payments: number
  /** Only these; the others do not happen. */
  readonly only?: readonly number[]
}

export interface World {
  readonly scene: Scene
  readonly service: Service
  readonly witness: Witness
  readonly coverage: Coverage
  readonly happened: number
  readonly violations: readonly Violation[]
}

export async function runWorld(options: WorldOptions): Promise<World> {
  const made = createWorld(options)
  const { scene, service, coverage, witness, lives } = made
  for (const life of lives) void runShop(life)
  let happened = await scene.time.run(START + TROUBLE_MS)
  made.calm()
  happened += await scene.time.run(START + TROUBLE_MS + PEACE_MS)
  return { scene, service, witness, coverage, happened, violations: audit(await evidenceOf(made)) }
}

type Made = Pick<World, 'scene' | 'service' | 'witness'> & { readonly channels: Channels }

/** More than a world ever tells. */
const WHOLE_FEED = 10_000_000

async function evidenceOf({ scene, service, witness, channels }: Made): Promise<Evidence> {
  const { database, store } = service
  await store.sequenceFeed(WHOLE_FEED)
  return {
    books: Object.values(scene.books),
    ledger: scene.ledger,
    told: witness.told,
    view: witness.view,
    feed: await store.feed({ after: 0, limit: WHOLE_FEED }),
    ...channels,
    away: scene.mix.outages
      .filter(({ what, for: long }) => what !== 'provider' && long >= AWAY_MINUTES)
      .map(({ at, for: long }) => ({ from: START + at * MINUTE_MS, to: START + (at + long) * MINUTE_MS })),
    skewMs: 2 * scene.mix.clocks.offMs + GRACE_MS,
    restless: PROVIDER_IDS.filter((channel) => database.nextReadyAt(channel) !== null),
    troubles: witness.troubles,
  }
}

/** Shorter than this a merchant only tries again (DESIGN §5: a minute). */
const AWAY_MINUTES = 2
/** Between a decision and what is seen of it. */
const GRACE_MS = 5_000

function createWorld({ seed, payments, only }: WorldOptions) {
  const mix = mixOf(seed)
  const time = createTime(START)
  const coverage = createCoverage()
  const witness = createWitness(time)
  const state = { calm: false }
  const isCalm = () => state.calm
  const ledger = createLedger()
  const dice = diceOf(seed, 'world')
  const lives = new Map<string, Life>()
  const changed = (books: Books, ref: string, event: string): void => {
    const one = books.transactions.get(ref)
    if (one === undefined) return
    witness.note(`${books.profile.id} ${ref} ${event}`)
    tellLater(scene, { books, one, event, dice: diceOf(seed, 'post', books.profile.id, ref, time.now()) })
    const life = lives.get(`${one.orderNumber}`.replace(/-\d+$/, ''))
    const last = one.cancels.at(-1)
    if (life !== undefined && (event === 'paid' || event === 'deposit')) cancelAtOnce(life, one)
    if (life !== undefined && event === 'cancelled' && last !== undefined) bounceLater(life, one, last)
  }
  const books = booksOf({ seed, time, changed })
  const parts = { seed, mix, time, books, ledger, isCalm }
  const channels = channelsOf({ ...parts, coverage, isDown: () => service.isDown('provider') })
  const service: Service = createService({
    ...parts,
    channelNames: PROVIDER_IDS,
    channels: channels.forNode,
    committed: (commit) => committed(commit),
    netChanged: (channel, { what }) => {
      if (what === 'brake' || what === 'pause') releaseLater(scene, dice, { channel, what })
    },
    trouble: (data, message) => witness.trouble(data, message),
  })
  const scene: Scene = {
    ...parts,
    ask: service.ask,
    view: async (id) => (await service.store.load(id)) as PaymentFile,
    asksMerchant: channels.asksMerchant,
    tell: changed,
  }
  const committed = reactTo({ scene, lives, witness, coverage })
  for (let index = 0; index < payments; index += 1) {
    if (only !== undefined && !only.includes(index)) continue
    const orderId = `S${seed}o${index}`.replaceAll('-', 'm')
    lives.set(orderId, { scene, plan: planOf(seed, index, mix), dice: diceOf(seed, 'life', index), orderId })
  }
  const calm = () => {
    state.calm = true
    service.calm()
    for (const id of PROVIDER_IDS) tellAll(scene, books[id], dice)
    for (const id of witness.onDesk()) deskLater(scene, id, 0)
    void releaseStopped(scene, service, dice)
  }
  return { scene, service, witness, coverage, channels, lives: [...lives.values()], calm }
}

interface Bookkeeping extends Pick<Scene, 'seed' | 'time'> {
  readonly changed: (books: Books, ref: string, event: string) => void
}

const booksOf = ({ seed, time, changed }: Bookkeeping): Record<ProviderId, Books> =>
  Object.fromEntries(
    PROVIDER_IDS.map((id) => {
      const own: Books = createBooks(PROFILES[id], {
        time,
        dice: diceOf(seed, 'books', id),
        changed: (one, event) => changed(own, one.ref, event),
      })
      return [id, own]
    }),
  ) as Record<ProviderId, Books>

interface Reacting {
  readonly scene: Scene
  readonly lives: ReadonlyMap<string, Life>
  readonly witness: Witness
  readonly coverage: Coverage
}

/** What people do when the API or an event tells them something. */
function reactTo({ scene, lives, witness, coverage }: Reacting): (commit: Commit) => void {
  const decisions = new Map<PaymentId, number>()
  return ({ before, file, timeline }) => {
    const { payment } = file
    const isNew = witness.saw({ before, file, timeline })
    coverage.saw({ before, file, timeline })
    const life = lives.get(payment.orderId)
    if (isNew.number && life !== undefined) depositLater(life, payment)
    for (const { type, data } of timeline) {
      if (type !== 'payment.refund_account_needed' || life === undefined) continue
      answerLater(life, payment.id, { id: `${data.linkId}`, asked: witness.asks(payment.id) })
      if (data.why === 'refund_bounced' && life.plan.repeatsBouncedMs !== null)
        void repeatBounced(life, payment.id, `${data.linkId}`)
    }
    if (!isNew.hold) return
    const nth = decisions.get(payment.id) ?? 0
    decisions.set(payment.id, nth + 1)
    deskLater(scene, payment.id, nth)
  }
}

/** A process that died as it stopped a channel told nobody; the alarm is repeated, and somebody hears it. */
async function releaseStopped(scene: Scene, { store }: Service, dice: Dice): Promise<void> {
  for (const { channel, brake, pause } of await store.netStates()) {
    if (brake !== null) releaseLater(scene, dice, { channel, what: 'brake' })
    if (pause !== null) releaseLater(scene, dice, { channel, what: 'pause' })
  }
}

function deskLater(scene: Scene, id: PaymentId, nth: number): void {
  const dice = diceOf(scene.seed, 'desk', id, nth, scene.isCalm() ? 1 : 0)
  const manned = scene.isCalm() ? 0.7 : scene.mix.deskManned
  if (nth >= MOST_DECISIONS || !dice.chance(manned)) return
  scene.time.later(deskWaitMs(dice), () => void decideOnDesk(scene, id))
}
