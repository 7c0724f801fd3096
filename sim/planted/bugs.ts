/** Every bug to plant: what people get wrong about money when they write such a service. */
import type { Bug } from './bug.ts'
import { FORGOTTEN } from './bugs/forgotten.ts'
import { GUESSED } from './bugs/guessed.ts'
import { ORDERS } from './bugs/orders.ts'
import { SUMS } from './bugs/sums.ts'
import { TWICE } from './bugs/twice.ts'

export const BUGS: readonly Bug[] = [...TWICE, ...GUESSED, ...ORDERS, ...FORGOTTEN, ...SUMS]
