import { type App, type AppOptions, createApp } from './app.ts';
import { Secret } from './config/secret.ts';
import { createLog } from './log.ts';

/**
 * Runs the program until it is told to stop: SIGTERM and SIGINT drain, SIGHUP reads settings and runbooks again.
 * A second signal ends it at once; what was under way is found and finished by the next start.
 */
export async function main(options: Omit<AppOptions, 'log'>): Promise<App> {
  const { config } = options;
  const log = createLog(config.logLevel, secretsIn(config), process.stdout);
  const app = await createApp({ ...options, log });
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'stopping; once more to stop at once');
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
  } catch (error) {
    await app.stop();
    throw error;
  }
  return app;
}

/** Every secret of the settings, wherever it stands in them. */
function secretsIn(value: unknown): readonly string[] {
  if (value instanceof Secret) return [value.reveal()];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(secretsIn);
}
