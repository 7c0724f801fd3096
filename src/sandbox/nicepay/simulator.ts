/** The NICEPAY legacy simulator behind the sandbox's common contract: buyers, banks and staff act on its world. */
import { type Amount, amount } from '../../core/money.ts'
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
import { type AuthResult, endWindow } from './authenticate.ts'
import { tellDeposit } from './notification.ts'
import { cannotPlay } from './playable.ts'
import { createServer } from './server.ts'
import { switchesPatch } from './switches.ts'
import { addCancel, bookOf, move, remainderOf, type State } from './transaction.ts'
import { createWorld, type World } from './world.ts'

export interface NicepayOptions {
  readonly cardLimitKrw: number | null
}

export function createNicepaySimulator(host: SimulatorHost, { cardLimitKrw }: NicepayOptions): Simulator {
  const world = createWorld(host, { cardLimitKrw })
  const { app, windows } = createServer(world)
  return {
    provider: 'nicepay',
    ...faceOf({ app, windows, world, switchesPatch }),
    books: () => world.all().map(bookOf),
    buyer: (request) => playBuyer(world, request),
    deposit: (request) => playDeposit(world, request),
    consoleCancel: (request) => playConsoleCancel(world, request),
    cannotPlay,
  }
}

/** Moid is 64 bytes on the wire (§4); what does not fit could never have opened the window. */
const MAX_MOID_BYTES = 64

function playBuyer(world: World, request: BuyerRequest): Answered<AuthResult> {
  if (Buffer.byteLength(request.orderId) > MAX_MOID_BYTES)
    return denied(422, 'orderId', `a Moid has at most ${MAX_MOID_BYTES} bytes`)
  const { action, method, orderId, reserved } = request
  const buyer = { name: '홍길동', tel: '01000000000', email: 'buyer@example.com' }
  const goodsName = '샌드박스 상품'
  return answered(
    endWindow(world, {
      action,
      method,
      amount: amount(request.amount),
      moid: orderId,
      reserved: reserved ?? '',
      goodsName,
      accountEndsAt: null,
      buyer,
    }),
  )
}

/** The states in which an account takes money, by the switch. */
const TAKING_IN = {
  refuse: ['issued'],
  accept: ['issued', 'expired', 'closed'],
} as const satisfies Record<'refuse' | 'accept', readonly State[]>

/** Banks turn away another amount than the account's, and any money after its end unless they are switched to. */
function playDeposit(world: World, { ref, account, amount: won }: DepositRequest): Answered<Book> {
  const [field, name] = ref === undefined ? (['account', account ?? ''] as const) : (['ref', ref] as const)
  const tx = field === 'ref' ? world.find(name) : world.findAccount(name)
  if (tx === null) return denied(404, field, `no transaction has ${name}`)
  const taking: readonly State[] = TAKING_IN[world.switches().lateDeposits]
  if (!taking.includes(tx.state))
    return denied(409, field, `a deposit needs state ${taking.join(', ')}, not ${tx.state}`)
  if (won !== tx.amount) return denied(409, 'amount', `the account takes ${tx.amount} won and nothing else`)
  tx.paid = tx.amount
  move(tx, 'deposited')
  tellDeposit(world, tx)
  return answered(bookOf(tx))
}

function playConsoleCancel(world: World, { ref, amount: won, at }: ConsoleCancelRequest): Answered<Book> {
  if (at === 'underlying') return denied(422, 'at', 'there is no gateway beneath NICEPAY')
  const tx = world.find(ref)
  if (tx === null) return denied(404, 'ref', `no transaction has ${ref}`)
  const left: Amount = remainderOf(tx)
  if (left === 0) return denied(409, 'ref', `nothing is left to cancel in state ${tx.state}`)
  const chosen = won ?? left
  if (chosen > left) return denied(409, 'amount', `only ${left} won are left`)
  addCancel(tx, { id: world.newCancelNum(), amount: amount(chosen), at: world.now(), key: null, via: 'console' })
  return answered(bookOf(tx))
}
