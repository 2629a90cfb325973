import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, DiscordjsError, DiscordjsErrorCodes } from 'discord.js';
import { messageOf, OpsError } from '../../errors.ts';
import type { DiscordOptions } from './options.ts';

export interface ConnectDeps extends Pick<DiscordOptions, 'token' | 'log'> {
  /** Makes a connection with everything that listens to it. */
  readonly open: () => Client;
  readonly retryMs: number;
  readonly stopping: AbortSignal;
}

/**
 * Logs in, and answers when the first attempt is over. When Discord cannot be reached, the other platforms must
 * not wait for it: it is tried again until it works.
 * @throws OpsError `discord.token` or `discord.intents` when trying again cannot help.
 */
export async function connect(deps: ConnectDeps): Promise<void> {
  if (await attempt(deps)) return;
  void keepTrying(deps);
}

async function keepTrying(deps: ConnectDeps): Promise<void> {
  const { retryMs, stopping, log } = deps;
  try {
    do await sleep(retryMs, undefined, { signal: stopping, ref: false });
    while (!(await attempt(deps)));
  } catch (error) {
    if (!stopping.aborted) log.error({ err: error }, 'Discord does not let us in, given up');
  }
}

async function attempt({ open, token, log }: ConnectDeps): Promise<boolean> {
  const client = open();
  try {
    await client.login(token.reveal());
    return true;
  } catch (error) {
    await client.destroy();
    const hopeless = refusalOf(error);
    if (hopeless !== undefined) throw hopeless;
    log.error({ reason: messageOf(error) }, 'Discord cannot be reached, will be tried again');
    return false;
  }
}

function refusalOf(error: unknown): OpsError | undefined {
  const code = error instanceof DiscordjsError ? error.code : undefined;
  if (code === DiscordjsErrorCodes.TokenInvalid) {
    return new OpsError({
      code: 'discord.token',
      what: 'Discord does not let Keyturn in.',
      why: 'It does not accept the token in DISCORD_TOKEN: it was reset, or it is not a bot token.',
      next: 'Open the application in the Discord developer portal, page Bot, press Reset Token and set the new one.',
    });
  }
  return undefined;
}
