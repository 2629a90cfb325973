import { guardProcess } from './app/process-guard.ts';
import { createStarting } from './app/starting.ts';
import { type App, type AppOptions, createApp } from './app.ts';
import { secretsIn } from './config/secret.ts';
import { type Survived, serveHealth } from './http/health.ts';
import { createLog, type Logger, survivingOutlet } from './log.ts';

export interface MainOptions extends Omit<AppOptions, 'log' | 'starting'> {
  /** Where `/livez` and `/readyz` are answered, from before anything is opened; absent: nowhere. */
  readonly health?: { readonly host: string; readonly port: number };
}

/** Beyond the time that running steps get, stopping takes at most this long. */
const STOP_MS = 30_000;

/**
 * Runs the program until it is told to stop: SIGTERM and SIGINT drain, SIGHUP reads settings and runbooks again.
 * A second signal ends it at once; what was under way is found and finished by the next start.
 */
export async function main(options: MainOptions): Promise<App> {
  const { config, health } = options;
  const outlet = survivingOutlet(process.stdout);
  // What Node or a library writes there is not worth the process.
  process.stderr.on('error', () => {});
  const log = createLog(config.logLevel, secretsIn(config), outlet);
  const starting = createStarting(log);
  let opened: App | undefined;
  let started = false;
  let endHealth = async (): Promise<void> => {};
  const guard = guardProcess(log, () => endAfterFailure(opened, log));
  // It answers from the first moment on: a database or a platform that is slow keeps nobody from asking why.
  if (health !== undefined) {
    const problems = async (): Promise<readonly string[]> => [
      ...(started ? [] : [starting.describe()]),
      ...outlet.problems(),
      ...((await opened?.problems()) ?? []),
    ];
    const server = await serveHealth(health.host, health.port, problems, () =>
      sum(opened?.bot.oddities() ?? {}, guard.survived()),
    );
    endHealth = server.close;
  }
  const app = await createApp({ ...options, log, starting }).catch(async (error: unknown) => {
    // It would keep a process alive that refused to start; and whoever called says why it did.
    await endHealth();
    guard.release();
    throw error;
  });
  opened = app;
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping; once more to stop at once');
    // Whatever does not end by itself is left to the next start, like after a crash.
    setTimeout(() => {
      log.fatal('did not stop in good time; what was under way is found and finished by the next start');
      process.exit(1);
    }, config.timing.drainMs + STOP_MS).unref();
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal({ err: error }, 'could not stop in good order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('SIGHUP', () => {
    app.reload().catch((error: unknown) => {
      log.error({ err: error }, 'the settings could not be read again; the old ones serve on');
    });
  });
  try {
    await app.start();
    started = true;
  } catch (error) {
    await app.stop();
    await endHealth();
    guard.release();
    throw error;
  }
  return app;
}

/** A stop that hangs on what failed must not keep the process. */
const END_MS = 15_000;

/** What was under way is found and finished by the next start. */
function endAfterFailure(app: App | undefined, log: Logger): void {
  process.exitCode = 1;
  setTimeout(() => process.exit(1), END_MS).unref();
  Promise.resolve(app?.stop())
    .catch((error: unknown) => log.fatal({ err: error }, 'could not stop in good order'))
    .finally(() => process.exit(1));
}

function sum(some: Survived, others: Survived): Survived {
  const all = { ...some };
  for (const [name, count] of Object.entries(others)) all[name] = (all[name] ?? 0) + count;
  return all;
}
