/** Changes JSON so that it stays JSON: values, names, shapes; and writes it as no careful writer would. */
import iconv from 'iconv-lite'
import type { Dice } from '../../sim/dice.ts'
import { MOST_BYTES } from './bytes.ts'
import { wildText, wildValue } from './wild.ts'

type Holder = Record<string, unknown> | unknown[]

/** One place in a document: what holds it, and under which name or index. */
interface Place {
  readonly holder: Holder
  readonly key: string
}

/** Beyond this, places are no longer counted: documents of ours have a few hundred. */
const MOST_PLACES = 2_000
/** As many elements as an array of the largest answers has. */
const MOST_ELEMENTS = 2_000

function placesOf(root: unknown): Place[] {
  const places: Place[] = []
  const waiting = [root]
  for (let value = waiting.pop(); value !== undefined && places.length < MOST_PLACES; value = waiting.pop()) {
    if (typeof value !== 'object' || value === null) continue
    const holder = value as Holder
    for (const key of Object.keys(holder).slice(0, MOST_PLACES)) places.push({ holder, key })
    waiting.push(
      ...Object.values(holder)
        .slice(0, MOST_PLACES)
        .map((one: unknown) => one ?? null),
    )
  }
  return places
}

const get = ({ holder, key }: Place): unknown => (holder as Record<string, unknown>)[key]

/** As its own property, whatever its name. */
function set({ holder, key }: Place, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true })
}

type Op = (place: Place, dice: Dice, others: readonly Place[]) => void

const replace: Op = (place, dice) => set(place, wildValue(dice))

const remove: Op = ({ holder, key }) => {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

const rename: Op = (place, dice) => {
  const { holder } = place
  if (Array.isArray(holder)) return replace(place, dice, [])
  const value = get(place)
  remove(place, dice, [])
  set({ holder, key: dice.chance(0.5) ? place.key.toLowerCase() : wildText(dice) }, value)
}

const swap: Op = (place, dice, others) => {
  const other = dice.pick(others)
  const [a, b] = [get(place), get(other)]
  if (holdsEachOther(a, b)) return
  set(place, b)
  set(other, a)
}

/** A document that holds itself is none. */
const holdsEachOther = (a: unknown, b: unknown): boolean =>
  [a, b].some((value) => typeof value === 'object' && value !== null)

const retype: Op = (place) => {
  const value = get(place)
  if (typeof value === 'number') return set(place, String(value))
  if (typeof value === 'string')
    return set(place, value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : [value])
  set(place, JSON.stringify(value))
}

const tweak: Op = (place, dice) => {
  const value = get(place)
  if (typeof value === 'number')
    return set(place, dice.pick([value + 1, value - 1, -value, value * 10, value / 2, value + 0.5]))
  if (typeof value !== 'string') return replace(place, dice, [])
  const tweaks = [
    `${value} `,
    ` ${value}`,
    `0${value}`,
    value.slice(1),
    value.toUpperCase(),
    `${value}\0`,
    fullWidth(value),
  ]
  set(place, dice.pick(tweaks))
}

/** `1000` as Korean keyboards write it. */
const fullWidth = (text: string): string =>
  text.replaceAll(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0))

/** As often as fits into the largest body: twice over, a long list would never end. */
const multiply: Op = (place, dice) => {
  const value = get(place)
  const list = Array.isArray(value) ? value : [value]
  const size = JSON.stringify(list).length
  const most = Math.min(MOST_ELEMENTS, Math.floor(MOST_BYTES / size))
  const times = Math.max(1, Math.ceil(most * dice.fraction() ** 10))
  set(place, Array.from({ length: times }, () => list).flat())
}

const wrap: Op = (place, dice) => set(place, dice.chance(0.5) ? [get(place)] : { value: get(place) })

const OPS: readonly Op[] = [replace, replace, remove, rename, swap, swap, retype, tweak, tweak, tweak, multiply, wrap]

/** Null where the text is no JSON with places in it. */
export function mutateJson(body: Uint8Array, dice: Dice): Buffer | null {
  const root = parse(body)
  for (let round = dice.between(1, 4); round > 0; round -= 1) {
    const places = placesOf(root)
    if (places.length === 0) return null
    dice.pick(OPS)(dice.pick(places), dice, places)
  }
  return written(root, dice).subarray(0, MOST_BYTES)
}

/** How deep a stack is differs between machines and threads; what is nested so deeply is changed byte by byte. */
const TOO_DEEP = /[[{]{100}/

function parse(body: Uint8Array): unknown {
  try {
    const text = Buffer.from(body).toString('utf8')
    return TOO_DEEP.test(text) ? null : JSON.parse(text)
  } catch {
    return null
  }
}

const MOST_DEPTH = 20_000

function written(root: unknown, dice: Dice): Buffer {
  const text = JSON.stringify(root)
  switch (dice.below(40)) {
    case 0:
      return Buffer.from(`\ufeff${text}`)
    case 1:
      return iconv.encode(text, 'cp949')
    case 2: {
      // The same name twice: parsers differ in which one counts.
      const [key = 'status'] = Object.keys(root as object)
      return Buffer.from(`{${JSON.stringify(key)}:${JSON.stringify(wildText(dice))},${text.slice(1)}`)
    }
    case 3: {
      const depth = Math.ceil(MOST_DEPTH * dice.fraction() ** 2)
      return Buffer.from(`${'['.repeat(depth)}${text}${']'.repeat(depth)}`)
    }
    case 4:
      return Buffer.from(
        text.replaceAll(/[가-힣0-9]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
      )
    default:
      return Buffer.from(text)
  }
}
