/** The Toss Payments simulator behind the sandbox's common contract: buyers, banks and staff act on its world. */
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
import { DEFAULT_LIFE_MS } from './accounts.ts'
import { cancelAtConsole, deposit, loseDeposit, openSession } from './lifecycle.ts'
import { balanceOf, bookOf, isCancelable, type Payment } from './payment.ts'
import { cannotPlay } from './playable.ts'
import { ORDER_ID } from './requests.ts'
import { createServer } from './server.ts'
import { switchesPatch } from './switches.ts'
import { endWindow, type ReturnFields } from './window/end.ts'
import { createWorld, type World } from './world.ts'

export interface TossOptions {
  readonly cardLimitKrw: number | null
}

export function createTossSimulator(host: SimulatorHost, { cardLimitKrw }: TossOptions): Simulator {
  const world = createWorld(host, { cardLimitKrw })
  const { app, windows } = createServer(world)
  return {
    provider: 'tosspayments',
    ...faceOf({ app, windows, world, switchesPatch }),
    books: () => world.all().flatMap((payment) => bookOf(payment) ?? []),
    buyer: (request) => playBuyer(world, request),
    deposit: (request) => playDeposit(world, request),
    bounceDeposit: (request) => playBounce(world, request),
    consoleCancel: (request) => playConsoleCancel(world, request),
    cannotPlay,
  }
}

function playBuyer(world: World, request: BuyerRequest): Answered<ReturnFields> {
  const { action, method, orderId, reserved } = request
  if (!ORDER_ID.test(orderId)) return denied(422, 'orderId', 'an orderId has 6 to 64 letters, digits, _, - or =')
  if (reserved !== undefined) return denied(422, 'reserved', 'the window of Toss Payments brings no text back')
  const payment = openSession(world, {
    method,
    type: 'NORMAL',
    orderId,
    orderName: '샌드박스 상품',
    customerKey: null,
    customerName: '홍길동',
    customerMobilePhone: '01000000000',
    amount: amount(request.amount),
    taxFree: ZERO,
    taxExemption: ZERO,
    accountEnd: { afterMs: DEFAULT_LIFE_MS },
  })
  return answered(endWindow(world, payment, { action, method }))
}

function named(world: World, { ref, account }: DepositRequest): Answered<Payment> {
  const [field, name] = ref === undefined ? (['account', account ?? ''] as const) : (['ref', ref] as const)
  const payment = field === 'ref' ? world.find(name) : world.findAccount(name)
  return payment === null ? denied(404, field, `no payment has ${name}`) : answered(payment)
}

/** Banks turn away another amount than the account's, and any money after its end unless the switch lets it in. */
function playDeposit(world: World, request: DepositRequest): Answered<Book> {
  const found = named(world, request)
  if (!found.ok) return found
  const payment = found.value
  const field = request.ref === undefined ? 'account' : 'ref'
  if (payment.status !== 'WAITING_FOR_DEPOSIT' || payment.account === null)
    return denied(409, field, `a deposit needs state WAITING_FOR_DEPOSIT, not ${payment.status}`)
  if (world.now() > payment.account.dueAt && world.switches().lateDeposits === 'refuse')
    return denied(409, field, 'the account takes no money any more')
  if (request.amount !== payment.amount)
    return denied(409, 'amount', `the account takes ${payment.amount} won and nothing else`)
  deposit(world, payment)
  return shown(payment)
}

/** A deposit error: DONE goes back to WAITING_FOR_DEPOSIT (§6). */
function playBounce(world: World, request: DepositRequest): Answered<Book> {
  const found = named(world, request)
  if (!found.ok) return found
  const payment = found.value
  if (payment.account === null || payment.status !== 'DONE' || payment.cancels.length > 0)
    return denied(409, request.ref === undefined ? 'account' : 'ref', 'only an untouched deposit can bounce')
  loseDeposit(world, payment)
  return shown(payment)
}

function playConsoleCancel(world: World, { ref, amount: won, at }: ConsoleCancelRequest): Answered<Book> {
  if (at === 'underlying') return denied(422, 'at', 'there is no gateway beneath Toss Payments')
  const payment = world.find(ref)
  if (payment === null) return denied(404, 'ref', `no payment has ${ref}`)
  const left = balanceOf(payment)
  if (!isCancelable(payment) || left === ZERO)
    return denied(409, 'ref', `nothing is left to cancel in state ${payment.status}`)
  const chosen = won ?? left
  if (chosen > left) return denied(409, 'amount', `only ${left} won are left`)
  if (payment.status === 'WAITING_FOR_DEPOSIT' && chosen !== left)
    return denied(409, 'amount', 'an unpaid account is cancelled as a whole')
  cancelAtConsole(world, payment, amount(chosen))
  return shown(payment)
}

function shown(payment: Payment): Answered<Book> {
  const book = bookOf(payment)
  if (book === null) throw new Error(`${payment.paymentKey} has no book`)
  return answered(book)
}
