/** The NICEPAY REST simulator behind the sandbox's common contract: buyers, banks and staff act on its world. */
import { amount, ZERO } from '../../core/money.ts'
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
import { ACCOUNT_LIFE_MS } from './approve.ts'
import { endWindow, type WindowResult } from './authenticate.ts'
import { cancelTid } from './cancel.ts'
import { tellMerchant } from './notification.ts'
import { cannotPlay } from './playable.ts'
import { createServer } from './server.ts'
import { type Switches, switchesPatch } from './switches.ts'
import { addCancel, bookOf, move, remainderOf, type State, taxFreeLeftOf } from './transaction.ts'
import { createWorld, type World } from './world.ts'

export interface NicepayRestOptions {
  readonly cardLimitKrw: number | null
}

export function createNicepayRestSimulator(host: SimulatorHost, base: NicepayRestOptions): Simulator {
  const world = createWorld(host, { base, tell: tellMerchant })
  const { app, windows } = createServer(world)
  return {
    provider: 'nicepay-rest',
    ...faceOf({ app, windows, world, switchesPatch }),
    books: () => world.all().map(bookOf),
    buyer: (request) => playBuyer(world, request),
    deposit: (request) => playDeposit(world, request),
    consoleCancel: (request) => playConsoleCancel(world, request),
    cannotPlay,
  }
}

/** orderId is 64 bytes on the wire (§16); what does not fit could never have opened the window. */
const MAX_ORDER_ID_BYTES = 64

function playBuyer(world: World, request: BuyerRequest): Answered<WindowResult> {
  if (Buffer.byteLength(request.orderId) > MAX_ORDER_ID_BYTES)
    return denied(422, 'orderId', `an orderId has at most ${MAX_ORDER_ID_BYTES} bytes`)
  const { action, method, orderId, reserved } = request
  return answered(
    endWindow(world, {
      action,
      method,
      wallet: 'kakaopay',
      orderId,
      amount: amount(request.amount),
      taxFree: ZERO,
      reserved: reserved ?? '',
      goodsName: '샌드박스 상품',
      accountHolder: '샌드박스',
      accountLifeMs: ACCOUNT_LIFE_MS,
      buyer: { name: '홍길동', tel: '01000000000', email: 'buyer@example.com' },
    }),
  )
}

/** The states in which money can come on an account. */
const ACCOUNT_TAKES: Readonly<Record<Switches['lateDeposits'], readonly State[]>> = {
  refuse: ['issued'],
  accept: ['issued', 'expired', 'closed'],
}

/** Banks turn away another amount than the account's, and money after its end unless a switch says otherwise. */
function playDeposit(world: World, { ref, account, amount: won }: DepositRequest): Answered<Book> {
  const [field, name] = ref === undefined ? (['account', account ?? ''] as const) : (['ref', ref] as const)
  const tx = field === 'ref' ? world.find(name) : world.findAccount(name)
  if (tx === null) return denied(404, field, `no transaction has ${name}`)
  const { state } = tx.facts
  const takes = ACCOUNT_TAKES[world.switches().lateDeposits]
  if (!takes.includes(state)) return denied(409, field, `a deposit needs state ${takes.join(' or ')}, not ${state}`)
  if (won !== tx.amount) return denied(409, 'amount', `the account takes ${tx.amount} won and nothing else`)
  const paid = { at: world.now(), amount: tx.amount, sequence: world.numbers.newSequence() }
  move(tx, 'deposited', { paid, closedAt: null })
  world.tell(world, tx, null)
  return answered(bookOf(tx))
}

/** Staff cancels in the merchant admin: the merchant hears of it by webhook only (§19 item 7). */
function playConsoleCancel(world: World, { ref, amount: won, at }: ConsoleCancelRequest): Answered<Book> {
  if (at === 'underlying') return denied(422, 'at', 'there is no gateway beneath NICEPAY')
  const tx = world.find(ref)
  if (tx === null) return denied(404, 'ref', `no transaction has ${ref}`)
  const left = remainderOf(tx.facts)
  if (left === 0) return denied(409, 'ref', `nothing is left to cancel in state ${tx.facts.state}`)
  const chosen = won ?? left
  if (chosen > left) return denied(409, 'amount', `only ${left} won are left`)
  const id = cancelTid(world, tx, chosen === tx.amount ? 'full' : 'partial')
  const taxFree = chosen === left ? taxFreeLeftOf(tx) : ZERO
  const sequence = world.numbers.newSequence()
  const fixed = { key: null, via: 'console', reason: '관리자 취소' } as const
  addCancel(tx, { id, amount: chosen, at: world.now(), taxFree, sequence, ...fixed })
  world.tell(world, tx, id)
  return answered(bookOf(tx))
}
