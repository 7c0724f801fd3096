/** The PortOne V1 simulator behind the sandbox's common contract: buyers, banks and staff act on its world. */
import { type Amount, amount, minus, ZERO } from '../../core/money.ts'
import { faceOf } from '../face.ts'
import {
  type Answered,
  answered,
  type Book,
  type BuyerRequest,
  type ConsoleCancelRequest,
  type DepositRequest,
  denied,
  type Simulator,
  type SimulatorHost,
} from '../simulator.ts'
import { deposit, openWindow, type Returned } from './charge.ts'
import { CONSOLE_REASON } from './codes.ts'
import { play } from './pay.ts'
import { addCancel, balanceOf, bookOf, type Payment, remainderOf } from './payment.ts'
import { cannotPlay } from './playable.ts'
import { createServer } from './server.ts'
import { switchesPatch } from './switches.ts'
import { notifyMerchant } from './webhook.ts'
import { addWindowRoutes } from './window/routes.ts'
import { createWorld, type World } from './world.ts'

export function createPortoneV1Simulator(host: SimulatorHost): Simulator {
  const world = createWorld(host)
  const app = createServer(world)
  const windows = addWindowRoutes(app, world)
  return {
    provider: 'portone-v1',
    ...faceOf({ app, windows, world, switchesPatch }),
    books: () => world.all().map(bookOf),
    buyer: (request) => playBuyer(world, request),
    deposit: (request) => playDeposit(world, request),
    consoleCancel: (request) => playConsoleCancel(world, request),
    cannotPlay,
  }
}

/** A merchant_uid has at most 40 characters (§3); what is longer could never have opened the window. */
const MAX_MERCHANT_UID = 40

const BUYER = { name: '홍길동', email: 'buyer@example.com', tel: '01000000000', addr: null, postcode: null }

/** When a fault loses the return, there is nothing to bring back: the answer is empty. */
function playBuyer(world: World, request: BuyerRequest): Answered<Returned> {
  const { action, method, orderId, reserved } = request
  if (orderId.length > MAX_MERCHANT_UID)
    return denied(422, 'orderId', `a merchant_uid has at most ${MAX_MERCHANT_UID} characters`)
  const opened = openWindow(world, {
    merchantUid: orderId,
    amount: amount(request.amount),
    currency: 'KRW',
    channel: 'pc',
    method,
    sandbox: world.switches().testChannel,
    name: '샌드박스 상품',
    buyer: BUYER,
    customData: reserved ?? null,
    noticeUrls: [],
  })
  if (!opened.ok) return answered(opened.returned)
  const outcome = play(world, opened.payment, { action, method })
  return answered(outcome === 'lost' ? {} : outcome.returned)
}

/** Banks turn away another amount than the account's; after its end, as the switch says (§4). */
function playDeposit(world: World, { ref, account, amount: won }: DepositRequest): Answered<Book> {
  const [field, name] = ref === undefined ? (['account', account ?? ''] as const) : (['ref', ref] as const)
  const payment = field === 'ref' ? world.find(name) : world.findAccount(name)
  if (payment === null) return denied(404, field, `no payment has ${name}`)
  const { facts } = payment
  if (facts.account === null || facts.state !== 'issued' || facts.paid > 0)
    return denied(409, field, `a deposit needs an account that waits for money, not state ${bookOf(payment).state}`)
  if (won !== facts.amount) return denied(409, 'amount', `the account takes ${facts.amount} won and nothing else`)
  if (world.now() > facts.account.expiresAt && world.switches().lateDeposits === 'refuse')
    return denied(409, field, 'the account has ended and the bank refuses late money')
  deposit(world, payment)
  return answered(bookOf(payment))
}

/** `provider`: in PortOne's console. `underlying`: at the gateway's own site, of which PortOne never hears (§13). */
function playConsoleCancel(world: World, request: ConsoleCancelRequest): Answered<Book> {
  const { ref, at } = request
  const payment = world.find(ref)
  if (payment === null) return denied(404, 'ref', `no payment has ${ref}`)
  const left = leftAt(payment, at)
  if (left === 0) return denied(409, 'ref', `nothing is left to cancel in state ${bookOf(payment).state}`)
  const won = request.amount ?? left
  if (won > left) return denied(409, 'amount', `only ${left} won are left`)
  const id = world.newId('sim-c-')
  addCancel(payment, {
    id,
    amount: amount(won),
    at: world.now(),
    key: null,
    via: 'console',
    pgTid: world.newId('SIMCAN'),
    reason: CONSOLE_REASON,
    seenBy: at === 'provider' ? 'portone' : 'gateway',
  })
  if (at === 'provider') void notifyMerchant(world, payment, id)
  return answered(bookOf(payment))
}

/** PortOne's console can give back no more than the gateway still has, nor than PortOne thinks is left. */
function leftAt(payment: Payment, at: ConsoleCancelRequest['at']): Amount {
  const remainder = remainderOf(payment)
  if (at === 'underlying') return remainder
  if (payment.facts.state !== 'paid') return ZERO
  const balance = balanceOf(payment.facts)
  return balance < remainder ? minus(balance, ZERO) : remainder
}
