/** The PortOne V2 simulator: its HTTP face, and what buyers, banks and staff do outside of HTTP. */
import { type Amount, amount, ZERO } from '../../core/money.ts'
import { toIso } from '../../core/time.ts'
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
import { deposit, type WindowResult } from './charge.ts'
import { atPgOf, availableOf, bookOf, type Payment } from './payment.ts'
import { playBuyer } from './play.ts'
import { cannotPlay } from './playable.ts'
import { cancelFromOutside } from './refund.ts'
import { createServer } from './server.ts'
import { switchesPatch } from './switches.ts'
import { createWorld, type World } from './world.ts'

export interface PortoneV2Options {
  readonly cardLimitKrw: number | null
}

export function createPortoneV2Simulator(host: SimulatorHost, { cardLimitKrw }: PortoneV2Options): Simulator {
  const world = createWorld(host, { cardLimitKrw })
  const { app, windows } = createServer(world)
  return {
    provider: 'portone-v2',
    ...faceOf({ app, windows, world, switchesPatch }),
    books: () => world.all().map(bookOf),
    buyer: (request: BuyerRequest): Answered<WindowResult> => playBuyer(world, request),
    deposit: (request) => playDeposit(world, request),
    consoleCancel: (request) => playConsoleCancel(world, request),
    cannotPlay,
  }
}

/** Banks turn away another amount than the account's; money after its end only as the switch says. */
function playDeposit(world: World, { ref, account, amount: won }: DepositRequest): Answered<Book> {
  const [field, name] = ref === undefined ? (['account', account ?? ''] as const) : (['ref', ref] as const)
  const payment = field === 'ref' ? world.find(name) : world.findAccount(name)
  if (payment === null) return denied(404, field, `no payment has ${name}`)
  const closed = closedBecause(world, payment)
  const isTakenLate = world.switches().lateDeposits === 'accept' && payment.account !== null && payment.paid === ZERO
  if (closed !== null && !isTakenLate) return denied(409, field, closed)
  const { total } = payment.order
  if (won !== total) return denied(409, 'amount', `the account takes ${total} won and nothing else`)
  deposit(world, payment)
  return answered(bookOf(payment))
}

/** Why the account takes no money, or null. */
function closedBecause(world: World, { status, account }: Payment): string | null {
  if (status !== 'VIRTUAL_ACCOUNT_ISSUED') return `a deposit needs status VIRTUAL_ACCOUNT_ISSUED, not ${status}`
  return account === null || world.now() > account.expiresAt ? 'the account has expired' : null
}

/** `provider` is PortOne's console; `underlying` is the PG's own site, of which PortOne learns nothing (§12). */
function playConsoleCancel(world: World, { ref, amount: won, at }: ConsoleCancelRequest): Answered<Book> {
  const payment = world.find(ref)
  if (payment === null) return denied(404, 'ref', `no payment has ${ref}`)
  const left = payment.paid === ZERO ? ZERO : leftAt(payment, at)
  if (left === ZERO) return denied(409, 'ref', `nothing is left to cancel in status ${payment.status}`)
  const chosen = amount(won ?? left)
  if (chosen > left) return denied(409, 'amount', `only ${left} won are left`)
  if (at === 'provider') cancelFromOutside(world, payment, chosen)
  else payment.underlying.push(atPg(world, chosen))
  return answered(bookOf(payment))
}

/** The console cannot give back what is gone at the PG: PortOne's staff would be refused there too. */
function leftAt(payment: Payment, at: ConsoleCancelRequest['at']): Amount {
  const [own, pg] = [availableOf(payment).total, atPgOf(payment)]
  return at === 'underlying' ? pg : payment.underlying.length === 0 || own < pg ? own : pg
}

const atPg = (world: World, won: Amount) => ({
  id: world.newPgId('SIMCAN'),
  amount: won,
  at: toIso(world.now()),
  key: null,
  via: 'console' as const,
})
