/** The `maedeup` command's arguments: one file per command does the work. */
import { Command } from 'commander'
import { dev } from './command-dev.ts'
import { doctor } from './command-doctor.ts'
import { addReconcileCommand } from './command-reconcile.ts'
import { addRemoteCommands } from './command-remote.ts'
import { reseal } from './command-reseal.ts'
import { runSandbox } from './command-sandbox.ts'
import { serve } from './command-serve.ts'
import { addKeyCommands, migrateOnly } from './command-store.ts'
import { addWebhookCommands } from './command-webhooks.ts'
import { runDemo } from './demo.ts'
import { readEnvironment } from './environment.ts'
import { guarded } from './process.ts'
import { type RecoverOptions, recoverable } from './recover-options.ts'

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const program = new Command('maedeup')
  .description('The payment safety net: every payment ends tied, to an order or back to the buyer.')
  .showHelpAfterError()

program
  .command('dev')
  .description('everything at once: bundled PostgreSQL, sandbox, service and demo shop')
  .action(guarded(() => dev(readEnvironment(), say)))

recoverable(program.command('serve'))
  .description('the service, with the channels of maedeup.config.ts')
  .action(guarded((options: RecoverOptions) => serve(readEnvironment(), options)))

program
  .command('sandbox')
  .description('the simulated providers alone, for anyone’s tests')
  .action(guarded(() => runSandbox(readEnvironment(), say)))

program
  .command('demo')
  .description('the story without a browser; exit code 0 only if both books agree')
  .option('--provider <id>', 'whose protocol it is told on, or "all"', 'nicepay')
  .option('--order-within <duration>', 'how long an order may be missing (ISO 8601)', 'PT5S')
  .action(
    guarded(async (options: { orderWithin: string; provider: string }) => {
      process.exitCode = (await runDemo({ env: readEnvironment(), ...options, say })) === 'agree' ? 0 : 1
    }),
  )

program
  .command('migrate')
  .description('brings the database up to date')
  .action(guarded(() => migrateOnly(readEnvironment(), say)))

program
  .command('reseal')
  .description('after a change of MAEDEUP_SECRET: seals with the new one whatever the old one sealed')
  .action(
    guarded(async () => {
      process.exitCode = (await reseal(readEnvironment(), say)) === 'done' ? 0 : 1
    }),
  )

program
  .command('doctor')
  .description('checks the environment, the database, the config and the channels')
  .action(
    guarded(async () => {
      process.exitCode = (await doctor(readEnvironment(), say)) === 'well' ? 0 : 1
    }),
  )

addKeyCommands(program, say)
addRemoteCommands(program, say)
addReconcileCommand(program, say)
addWebhookCommands(program, say)

await program.parseAsync()
