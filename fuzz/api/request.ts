/** A request as it is kept: with names in braces for what only the stage that it is sent to knows. */
import type { Dice } from '../../sim/dice.ts'

export interface Request {
  /** The call of the description that it makes, as `GET /v1/net`; absent where its path names something else too. */
  readonly as?: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** In base64; null: none. */
  readonly body: string | null
}

/** How many payments of each kind the stage has, made anew for each round: what was asked once is not always over. */
export const STOCK = {
  ready: 2,
  /** The buyer is through with the window; the return is not here yet. */
  wanted: 6,
  paid: 6,
  tied: 2,
  refunded: 2,
  /** An account without a deposit. */
  waiting: 2,
  /** Deposited, and dropped: the buyer is asked for an account. */
  asked: 1,
} as const
type Kind = keyof typeof STOCK
export type StandIn = `${Kind}${number}`

const KINDS = Object.keys(STOCK) as readonly Kind[]

export const oneOf = (kind: Kind, dice: Dice): StandIn => `${kind}${dice.below(STOCK[kind])}`
export const anyPayment = (dice: Dice): StandIn => oneOf(dice.pick(KINDS), dice)

export const standIn = (name: string): string => `{${name}}`

/** Whatever stands there is a text; a name that the stage does not know stays as it is. */
export type Stood = Readonly<Record<string, string>>

/** `escaped`: how a text is written at that place. */
export const filledIn = (text: string, names: Stood, escaped: (text: string) => string): string =>
  text.replaceAll(/\{(\w+)\}/g, (all, name: string) => {
    const meant = Object.hasOwn(names, name) ? names[name] : undefined
    return meant === undefined ? all : escaped(meant)
  })
