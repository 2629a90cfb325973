import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, DiscordjsError, DiscordjsErrorCodes, Events } from 'discord.js';
import { messageOf, OpsError } from '../../../errors.ts';
import { waitAtMost } from '../../../waiting/wait-at-most.ts';
import { within } from '../../../waiting/within.ts';
import { TokenRefused } from './brake/token-refusals.ts';
import type { DiscordOptions } from './options.ts';

const CLOSE_MS = 5_000;

/** What a client that is opened has to know, and to tell. */
export interface OpenHooks {
  /** True once it was given up. */
  readonly isOver: () => boolean;
  /** Its connection cannot be made again by the library. */
  readonly broken: (error: unknown) => void;
}

export interface ConnectDeps extends Pick<DiscordOptions, 'token' | 'log'> {
  /** Makes a client with everything that listens to it. */
  readonly open: (hooks: OpenHooks) => Client;
  /** How long a client may take to be ready. */
  readonly loginMs: number;
  /** Between attempts while Discord cannot be reached. */
  readonly retryMs: number;
  /** Between attempts while Discord does not let us in: people have to do something about it. */
  readonly refusedMs: number;
  /** A connection was made later than at the start: events may have been lost until then. */
  readonly late: () => void;
}

export interface Connection {
  /** What keeps events from coming, in sentences. */
  problems(): readonly string[];
  close(): Promise<void>;
}

/**
 * Connects, and answers when the first attempt is over. When Discord cannot be reached, the other platforms must not
 * wait for it: it is tried again until it works. So is a connection that Discord ended for good later, but slowly.
 * @throws OpsError `discord.token` when Discord does not let us in.
 */
export async function connect(deps: ConnectDeps): Promise<Connection> {
  const { open, token, log, retryMs, refusedMs } = deps;
  const stopping = new AbortController();
  /** Clients that were given up, and those that were ready once. */
  const over = new WeakSet<Client>();
  const ready = new WeakSet<Client>();
  let client: Client | undefined;
  let underWay: Promise<unknown> = Promise.resolve();
  let trouble: string | undefined;

  function attempt(): Promise<boolean> {
    const attempting = logIn();
    underWay = attempting;
    return attempting;
  }

  /** @returns false when Discord cannot be reached. @throws OpsError */
  async function logIn(): Promise<boolean> {
    const { promise: broke, reject: breakOff } = Promise.withResolvers<never>();
    // It counts only while somebody waits for it.
    broke.catch(() => undefined);
    const opened = open({ isOver: () => over.has(opened), broken });
    client = opened;

    function broken(error: unknown): void {
      breakOff(error);
      if (ready.has(opened)) lost(opened, messageOf(error));
    }

    try {
      const login = Promise.race([opened.login(token.reveal()), broke]);
      await within(deps.loginMs, 'getting ready', login);
      ready.add(opened);
      opened.on(Events.ShardDisconnect, ({ code }) => lost(opened, `code ${code}`));
      trouble = undefined;
      return true;
    } catch (error) {
      await giveUp(opened);
      const refusal = refusalOf(error);
      trouble = refusal?.message ?? `Discord cannot be reached and is tried again: ${messageOf(error)}`;
      if (refusal !== undefined) throw refusal;
      log.error({ reason: messageOf(error) }, 'Discord cannot be reached, will be tried again');
      return false;
    }
  }

  async function giveUp(opened: Client): Promise<void> {
    over.add(opened);
    await patiently(opened.destroy());
  }

  /** The library does not come back from this by itself. */
  function lost(opened: Client, why: string): void {
    if (stopping.signal.aborted || trouble !== undefined) return;
    trouble = `Discord ended the connection for good (${why}); it is tried again every ${refusedMs / 60_000} min.`;
    log.error({ reason: why }, 'Discord ended the connection for good, will be tried again');
    goOn(giveUp(opened).then(() => keepTrying(refusedMs)));
  }

  async function keepTrying(firstWaitMs: number): Promise<void> {
    for (let wait = firstWaitMs; ; ) {
      await sleep(wait, undefined, { signal: stopping.signal, ref: false });
      wait = retryMs;
      try {
        const connected = await attempt();
        if (stopping.signal.aborted) return;
        if (connected) return deps.late();
      } catch (error) {
        log.error({ err: error }, 'Discord does not let us in, will be tried again');
        wait = refusedMs;
      }
    }
  }

  function goOn(trying: Promise<void>): void {
    trying.catch((error: unknown) => {
      // A stop breaks off the wait; nothing else may end it.
      if (!stopping.signal.aborted) log.error({ err: error }, 'Discord: connecting was given up');
    });
  }

  if (!(await attempt())) goOn(keepTrying(retryMs));
  return {
    problems: () => (trouble === undefined ? [] : [trouble]),
    async close() {
      stopping.abort();
      // Destroyed while it logs in, the library would wait for ever.
      await patiently(underWay);
      if (client !== undefined) await giveUp(client);
    },
  };
}

/** What does not end by itself must not keep the program from ending; how it ended was told to whoever began it. */
async function patiently(work: Promise<unknown>): Promise<void> {
  await waitAtMost(CLOSE_MS, Promise.allSettled([work]));
}

function refusalOf(error: unknown): OpsError | undefined {
  const refused =
    error instanceof TokenRefused ||
    (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid);
  if (!refused) return undefined;
  return new OpsError({
    code: 'discord.token',
    what: 'Discord does not let Keyturn in.',
    why: 'It does not accept the token in DISCORD_TOKEN: it was reset, or it is not a bot token.',
    next: 'Open the application in the Discord developer portal, page Bot, press Reset Token and set the new one.',
  });
}
