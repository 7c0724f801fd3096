/** What is proven, by which program, and how big: the usual figures of issue and promise, and `--long` ones. */

export interface Size {
  readonly seed: number
  readonly long: boolean
}

export interface Program {
  /** Of `node`. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface Step {
  readonly name: string
  readonly promise: string
  readonly program: (size: Size) => Program
  /** The lines of its output that say what came of it. */
  readonly keeps: RegExp
}

const VITEST = ['node_modules/vitest/vitest.mjs', 'run', '--configLoader', 'native', '--no-color']
const TESTS = /^\s*(Test Files|Tests) |^\s*(×|FAIL) |AssertionError/

const choose = ({ long }: Size, usual: number, big: number): string => String(long ? big : usual)

const chaos = (part: string, { seed, long }: Size): Program => ({
  args: ['chaos/main.ts', '--part', part, '--seed', String(seed), ...(long ? ['--long'] : [])],
})
const CHAOS = /^(failpoints|service|postgres)\b|^ {2}|^not reached|WRONG/

export const STEPS: readonly Step[] = [
  {
    name: 'world',
    promise: 'A simulated world in which everything goes wrong: no promise is broken, by the providers’ own books.',
    program: (size) => ({
      args: ['sim/main.ts', '--seed', String(size.seed), '--payments', choose(size, 100_000, 1_000_000)],
    }),
    keeps: /refund attempts|moves:|outcome ×|worlds.* failed$|BROKEN|^ {2}/,
  },
  {
    name: 'same-story',
    promise: 'The same seed tells the same story, to the last event.',
    program: ({ seed }) => ({ args: ['sim/twice.ts', '--seed', String(seed), '--seeds', '200'] }),
    keeps: /./,
  },
  {
    name: 'small-worlds',
    promise: 'Every interleaving of two refunds, a webhook, a worker and a crash on one payment, for each provider.',
    program: () => ({ args: ['sim/small/main.ts'] }),
    keeps: /^\S|BROKEN/,
  },
  {
    name: 'planted-bugs',
    promise: 'The world and its auditor see: of bugs planted into the real code at least 95 in 100 are caught.',
    program: () => ({ args: ['sim/planted/plant.ts', '--write'] }),
    keeps: /caught/,
  },
  {
    name: 'failpoints',
    promise: '`kill -9` of a real process just before and just after every commit and every call loses nothing.',
    program: (size) => chaos('failpoints', size),
    keeps: CHAOS,
  },
  {
    name: 'services',
    promise:
      'Two API and two worker processes, any of them killed again and again under load: nothing lost or doubled.',
    program: (size) => chaos('services', size),
    keeps: CHAOS,
  },
  {
    name: 'postgres',
    promise: 'PostgreSQL killed every 20–40 s under load: no acknowledged write is lost.',
    program: (size) => chaos('postgres', size),
    keeps: CHAOS,
  },
  {
    name: 'fuzz',
    promise: 'Returns, webhooks, answers, settlement files, links and settings made strange: no crash, no hang.',
    program: (size) => ({
      args: ['fuzz/main.ts', '--seed', String(size.seed), '--inputs', choose(size, 200_000, 10_000_000)],
    }),
    keeps: /inputs, seed|^\w+: |kept as/,
  },
  {
    name: 'fuzz-api',
    promise:
      'The HTTP API asked anything its description allows, and much that it does not: no 500, nothing half-stored.',
    program: (size) => ({
      args: [...VITEST, 'fuzz/api.test.ts'],
      env: { MAEDEUP_FUZZ_SEED: String(size.seed), MAEDEUP_FUZZ_API_INPUTS: choose(size, 3_000, 30_000) },
    }),
    keeps: TESTS,
  },
  {
    name: 'histories',
    promise: 'Webhooks doubled, shuffled, late and lost end as the clean run does; forged ones change nothing.',
    program: (size) => ({
      args: [...VITEST, 'src/core/payment/histories.model.test.ts', 'src/engine/forged.test.ts'],
      env: { SEED: String(size.seed), HISTORIES: choose(size, 400, 10_000), FORGED: choose(size, 1_000, 10_000) },
    }),
    keeps: TESTS,
  },
  {
    name: 'lives',
    promise: 'Lives of refunds and accounts: no sum is ever wrong; what a quote says, the cancellation does.',
    program: (size) => ({
      args: [...VITEST, 'src/core/cancellation', 'src/core/payment/accounts.model.test.ts'],
      env: {
        SEED: String(size.seed),
        REFUND_LIVES: choose(size, 20_000, 300_000),
        ACCOUNT_LIVES: choose(size, 20_000, 300_000),
        QUOTES: choose(size, 100_000, 1_000_000),
      },
    }),
    keeps: TESTS,
  },
  {
    name: 'nodes',
    promise: 'Three nodes on one database, one killed every few seconds: each event told, no payment given back twice.',
    program: (size) => ({
      args: [...VITEST, 'test/nodes/nodes.test.ts'],
      env: { NODES_SECONDS: choose(size, 30, 180) },
    }),
    keeps: TESTS,
  },
]
