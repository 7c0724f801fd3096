/** The page that says what was proven, by which run, on what: rendered from the records beside it. */

export interface Proof {
  readonly name: string
  readonly promise: string
  readonly command: string
  readonly held: boolean
  readonly seconds: number
  /** What the program said of it. */
  readonly lines: readonly string[]
  /** ISO, UTC: when it began. */
  readonly at: string
  readonly commit: string
  readonly seed: number
  readonly machine: string
}

/** The newest run of each; what was not run now stands as it was. */
export const replace = (before: readonly Proof[], now: Proof): readonly Proof[] =>
  before.some(({ name }) => name === now.name)
    ? before.map((one) => (one.name === now.name ? now : one))
    : [...before, now]

export const renderProofs = (proofs: readonly Proof[]): string =>
  [
    '# What was proven',
    '',
    'Written by `npm run prove` (`--long`, `--only <name>`, `--seed N`), never by hand: each proof says which commit',
    'it ran on, when, and on what machine. One that was not run again stands as it was, with the commit of its day.',
    '',
    '| proof | held | seconds | seed | commit | when (UTC) |',
    '|---|---|---|---|---|---|',
    ...proofs.map(
      ({ name, held, seconds, seed, commit, at }) =>
        `| [${name}](#${name}) | ${held ? 'yes' : '**no**'} | ${seconds} | ${seed} | ${commit} | ${at.slice(0, 16)} |`,
    ),
    ...proofs.flatMap(sectionOf),
    '',
  ].join('\n')

const sectionOf = ({ name, promise, command, lines, machine }: Proof): string[] => [
  '',
  `## ${name}`,
  '',
  promise,
  '',
  '```',
  `$ ${command}`,
  ...lines,
  '```',
  '',
  machine,
]
