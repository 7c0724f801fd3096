/** Carries webhooks: late, twice, never, and among them some that no provider sent. */
import { HOUR_MS, MINUTE_MS } from '../src/core/time.ts'
import { webhookTokens } from '../src/engine/hear.ts'
import type { Dice } from './dice.ts'
import type { Node } from './node.ts'
import type { Books, Transaction } from './provider/books.ts'
import { bodyOf, forgedOf, type Message, messageOf, PROVIDER_ADDRESS } from './provider/webhook.ts'
import type { Scene } from './scene.ts'

type Post = Pick<Scene, 'mix' | 'time' | 'isCalm' | 'ask'>

/** A provider gives up after so many tries. */
const TRIES = 6

/** Sends what the provider has to tell, as the mix allows; `surely`: until somebody answers. */
export function tellLater(
  post: Post,
  {
    books,
    one,
    event,
    dice,
    surely = false,
  }: { books: Books; one: Transaction; event: string; dice: Dice; surely?: boolean },
): void {
  const { mix, time, isCalm } = post
  const { lost, twice, forged, delayMs } = mix.webhooks
  const channel = books.profile.id
  const message = messageOf(one, event)
  if (!isCalm() && dice.chance(forged)) forge(post, { channel, message, one, dice })
  if (!surely && !isCalm() && dice.chance(lost)) return
  const copies = dice.chance(twice) ? 2 : 1
  for (let n = 0; n < copies; n += 1) {
    time.later(dice.below(delayMs), () => void deliver(post, { channel, message, source: PROVIDER_ADDRESS }))
  }
}

interface Letter {
  readonly channel: string
  readonly message: Message
  readonly source: string
}

async function deliver(post: Post, letter: Letter): Promise<void> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const asked = await post.ask((node) => hand(node, letter))
    if (asked.kind === 'answer') return
    await post.time.sleep(MINUTE_MS * 2 ** tried)
  }
}

async function hand(node: Node, { channel, message, source }: Letter): Promise<boolean> {
  const token = webhookTokens(node.shell, channel)[0] ?? ''
  const body = bodyOf(message)
  const asked = await node.ask(() =>
    node.ears.hear({ channel, token, source, headers: {}, contentType: 'application/json', body }),
  )
  if (asked.kind === 'lost' || !asked.value.ok) throw new Error('no answer')
  const { follow } = asked.value
  void node.ask(follow)
  return true
}

/** Somebody claims what is not so: a payment, a deposit of another sum, another reference. */
function forge(
  post: Post,
  { channel, message, one, dice }: { channel: string; message: Message; one: Transaction; dice: Dice },
): void {
  const deposit = { event: 'deposit', amount: one.amount, account: one.account?.number, at: post.time.now() }
  const lies = [
    // Whoever has the number of an account has a reason to tell of a deposit.
    ...(one.account === null ? [] : [deposit, deposit, deposit]),
    { event: 'paid' },
    { event: 'cancelled' },
    deposit,
    { ...deposit, amount: 1 },
    { ref: `FORGED${dice.below(100)}`, order: `FORGED${dice.below(100)}` },
  ]
  const lie = forgedOf(message, dice.pick(lies))
  const source = dice.chance(0.5) ? PROVIDER_ADDRESS : '198.51.100.9'
  // From the provider's own address nobody can send a lie about a deposit: that is what its list of senders is for.
  const from = lie.event === 'deposit' ? '198.51.100.9' : source
  post.time.later(dice.below(HOUR_MS), () => void deliver(post, { channel, message: lie, source: from }))
}

/** What nobody would ask about any more: cancels by somebody else, deposits that went back, a second payment. */
const isUnasked = ({ byOrder }: Books, { cancels, charge, orderNumber }: Transaction): boolean =>
  cancels.some(({ of }) => of === null) ||
  (charge !== null && charge.takenBackAt !== null) ||
  (byOrder.get(orderNumber)?.length ?? 0) > 1

/** When faults are over the provider tells of those once more: it tries until somebody answers. */
export function tellAll(post: Post, books: Books, dice: Dice): void {
  for (const one of books.transactions.values()) {
    if (!one.foreign && isUnasked(books, one)) tellLater(post, { books, one, event: 'changed', dice, surely: true })
  }
}
