/** Renders what became of the planted bugs: `docs/internals/planted-bugs.md`. */
import type { Bug } from './bug.ts'
import type { Hunted } from './field.ts'
import { WORLD } from './report.ts'

export interface Caught {
  readonly bug: Bug
  readonly hunted: Hunted
}

export interface Run {
  readonly seed: number
  readonly payments: number
  readonly commit: string
  readonly machine: string
  readonly seconds: number
}

export const summaryOf = (all: readonly Caught[], { seconds }: Pick<Run, 'seconds'>): string => {
  const found = all.filter(({ hunted }) => hunted.by !== null).length
  return `${found} of ${all.length} caught (${Math.floor((100 * found) / all.length)} %), ${seconds} s`
}

export const rowOf = ({ bug, hunted }: Caught): string => {
  const by = hunted.by === null ? ['**nothing**', '', ''] : [hunted.by, hunted.payments, hunted.seed]
  return `| ${[bug.name, `\`${bug.file}\``, ...by].join(' | ')} |`
}

export const HEAD = '| planted bug | in | caught by | within payments | seed |\n|---|---|---|---:|---:|'

export const renderPage = (all: readonly Caught[], run: Run): string => `# Planted bugs

<!-- Written by \`node sim/planted/plant.ts --write\`. -->

An auditor that finds nothing proves something only where it would have found it. So ${all.length} bugs are
planted into the real code, one at a time and each in a copy of the source tree; the
[simulated world](../../sim/world.ts) runs on that copy until the [auditor](../../sim/auditor/audit.ts), which reads
only the providers’ books and what a merchant was shown, says which promise is broken. Before that the same worlds run
without any bug, and must break none.

**${summaryOf(all, run)}**: first seed ${run.seed}, at most ${run.payments} simulated payments for each bug (in worlds
of ${WORLD}), commit \`${run.commit}\`, ${run.machine}.

\`\`\`sh
node sim/planted/plant.ts                        # all of them; exit code 1 below 95 %
node sim/planted/plant.ts --only "version fence" # those whose name has this in it; may be given more than once
node sim/planted/plant.ts --payments 2000 --seed 7
node sim/planted/plant.ts --write                # and writes this page
\`\`\`

The patches are in [sim/planted/bugs](../../sim/planted/bugs); one that does not fit the code any more is an error.
*Caught by*: the promises that the auditor saw broken in the first world in which it saw any. *Within payments*: how
many had been simulated by then.

${HEAD}
${all.map(rowOf).join('\n')}
${all.flatMap(unseenOf).join('')}`

const unseenOf = ({ bug, hunted }: Caught): string[] =>
  hunted.by === null ? [`\nNot caught: *${bug.name}*: ${bug.unseen ?? 'why is not known.'}\n`] : []
