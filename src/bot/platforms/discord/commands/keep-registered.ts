import type { Command } from '../../../../commands/command.ts';
import type { Logger } from '../../../../log.ts';
import { declareCommands } from './declare.ts';
import { removeLeftovers } from './leftovers.ts';
import { normalize } from './normalize.ts';
import { type RegisterDeps, registerCommands } from './register.ts';
import { keepSignpost, signpostOf } from './signpost.ts';

export interface KeepDeps extends RegisterDeps {
  /** More servers, where one is named. */
  readonly servers: readonly string[];
  readonly commands: () => readonly Command[];
  readonly everyMs: number;
  readonly log: Logger;
}

export interface Kept {
  /** After the first registration, whatever became of it. */
  readonly settled: Promise<void>;
  stop(): void;
}

/** Registers the commands, and again whenever a reloaded runbook changed them. A failure is tried again. */
export function keepRegistered(deps: KeepDeps): Kept {
  const { rest, guild, servers, commands, everyMs, log } = deps;
  /** What stands in each server. */
  const done = new Map<string | null, string>();
  let isClean = false;

  async function compare(): Promise<void> {
    try {
      await register();
      if (!isClean) await clean();
    } catch (error) {
      log.error({ err: error }, 'commands could not be registered with Discord, will be tried again');
    }
  }

  async function register(): Promise<void> {
    const now = commands();
    const wanted = normalize(declareCommands(now));
    let failed: { readonly error: unknown } | undefined;
    for (const one of guild === null ? [null] : [guild, ...servers]) {
      if (done.get(one) === wanted) continue;
      try {
        const written = await registerCommands({ rest, guild: one }, now);
        done.set(one, wanted);
        if (written) log.info({ commands: now.length, server: one }, 'commands were registered with Discord');
      } catch (error) {
        // A server that the bot is not in keeps no other without commands.
        failed = { error };
      }
    }
    if (failed !== undefined) throw failed.error;
  }

  /** Only this program registers commands for the application, so once is enough. */
  async function clean(): Promise<void> {
    const removed = await removeLeftovers(deps, signpostOf(commands()));
    if (guild !== null) await keepSignpost(rest, commands());
    isClean = true;
    if (removed > 0) log.info({ removed }, 'commands of an earlier setting were removed from Discord');
  }

  let running = compare();
  const settled = running;
  const timer = setInterval(() => {
    running = running.then(compare);
  }, everyMs);
  timer.unref();
  return { settled, stop: () => clearInterval(timer) };
}
