import { Command } from 'commander';
import { describeRefusal, OpsError } from './errors.ts';

const program = new Command('keyturn')
  .description('Runbooks, live in chat: planned, approved, executed and recorded.')
  .showHelpAfterError()
  .showSuggestionAfterError();

// Each command's code is loaded when it is chosen: `keyturn lint` needs neither a database nor a chat platform.
program
  .command('start')
  .description('run the bot with the settings of keyturn.yaml and the environment')
  .action(async () => (await import('./cli/start.ts')).start(process.env));
program
  .command('demo')
  .argument('[systems...]', 'which simulated systems, or all (default: the first of the settings)')
  .description('run the bot with simulated systems, an embedded database and the console')
  .option('--home <folder>', 'where everything is kept')
  .action(async (systems: string[], options: { home?: string }) =>
    (await import('./cli/demo.ts')).demo(systems, options, process.env),
  );
program
  .command('init')
  .argument('<folder>', 'folder to make; what stands there already is never overwritten')
  .description('make a folder with a runbook and settings that work')
  .action(async (folder: string) => (await import('./cli/init.ts')).init(folder));
program
  .command('lint')
  .argument('[folder]', 'folder with a folder for each runbook (default: `runbooks` of the settings)')
  .description('check runbooks, with file, line and column of each problem')
  .action(async (folder: string | undefined) => (await import('./cli/lint.ts')).lint(folder, process.env));
program
  .command('test')
  .argument('[runbook]', 'folder of one runbook, e.g. runbooks/shop (default: every runbook of the settings)')
  .option('--json', 'print what became of each test as JSON')
  .option(
    '--plant',
    'let tests that say `plant:` really act on the system of the settings, with its credentials',
  )
  .description('run the tests that stand beside runbooks (tests/*.yaml), with the answers that they give')
  .action(async (runbook: string | undefined, options: { json?: boolean; plant?: boolean }) =>
    (await import('./cli/test.ts')).test(runbook, options, process.env),
  );
program
  .command('coverage')
  .argument('<document>', 'Markdown document that the runbook was taken from')
  .argument('<runbook>', 'folder of the runbook, e.g. runbooks/shop')
  .option('--html <file>', 'write a page as well: the document, and beside each line who cites it')
  .description('check that each line of a document has its place in a runbook')
  .action(async (document: string, runbook: string, options: { html?: string }) =>
    (await import('./cli/coverage.ts')).coverage(document, runbook, options),
  );
program
  .command('plan')
  .argument('<action>', 'e.g. shop:cache/clear')
  .option('-p, --param <name=value...>', 'a parameter of the action')
  .option('--dry-run', "plan the action's dry run")
  .option('--json', 'print the plan and its digest as canonical JSON')
  .description('show exactly what an action would do, without doing anything')
  .action(async (action: string, options: { param?: string[]; dryRun?: boolean; json?: boolean }) =>
    (await import('./cli/plan.ts')).plan(action, options, process.env),
  );
program
  .command('doctor')
  .description('check settings, database, runbooks and people, and say what to do')
  .action(async () => (await import('./cli/doctor.ts')).doctor(process.env));
program
  .command('manifest')
  .argument('<platform>', 'discord or slack')
  .option('--application <id>', 'discord: id of the application, when DISCORD_TOKEN is not set')
  .option('--url <url>', 'slack: where it reaches us over HTTP; without it the app uses Socket Mode')
  .description('print what a chat platform has to be told: invitation, scopes, commands')
  .action(async (platform: string, options: { application?: string; url?: string }) =>
    (await import('./cli/manifest.ts')).manifest(platform, options, process.env),
  );
program
  .command('migrate')
  .description("bring the database's schema up to date")
  .action(async () => (await import('./cli/migrate.ts')).migrateDatabase(process.env));

const audit = program.command('audit').description('prove, show and export the log');
audit
  .command('verify')
  .option(
    '--checkpoint <file>',
    'a copy of checkpoints.txt that was kept elsewhere (docs/operations.md, Backup)',
  )
  .option('--export <file>', 'verify an exported log instead of the database')
  .option(
    '--key <file>',
    'public key that the log must be signed with (default: log.pub of the state folder)',
  )
  .option(
    '--former <file>',
    'public keys that were retired, newest first (default: log.former of the state folder)',
  )
  .description('check signatures, tree, chains and approvals; names the entry at fault')
  .action(async (options: { checkpoint?: string; export?: string; key?: string; former?: string }) =>
    (await import('./cli/audit.ts')).verify(options, process.env),
  );
audit
  .command('show')
  .argument('<of>', 'id of a request or run, e.g. apr-7k2m9q4t, or a chain: people, config, access')
  .description('the entries of one request, run or chain, each with its proof')
  .action(async (of: string) => (await import('./cli/audit.ts')).show(of, process.env));
audit
  .command('set-aside')
  .argument('<rows...>', 'rows of foreign entries, as `keyturn audit verify` names them')
  .requiredOption('--reason <text>', 'what happened; it is written to the log')
  .description('go on without entries that Keyturn did not write; they stay where they are')
  .action(async (rows: readonly string[], options: { reason: string }) =>
    (await import('./cli/set-aside.ts')).setAsideRows(rows, options, process.env),
  );
audit
  .command('export')
  .option('--format <format>', 'jsonl (can be verified without the database) or csv', 'jsonl')
  .description('write the whole log to standard output')
  .action(async (options: { format: string }) =>
    (await import('./cli/audit.ts')).exportLog(options, process.env),
  );

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof OpsError)) throw error;
  console.error(describeRefusal(error.refusal));
  process.exitCode = 1;
}
