import { setTimeout as sleep } from 'node:timers/promises';
import { DeliveryError } from '../../../chat/port.ts';
import { messageOf, OpsError } from '../../../errors.ts';
import type { WebClient } from './client.ts';
import { attempt } from './errors.ts';
import type { Log } from './options.ts';

/** Who we are in a workspace. */
export interface Identity {
  readonly team: string;
  readonly botUser: string;
  readonly bot: string;
}

export interface IdentityKeeper {
  /**
   * Asks Slack who we are, and does `then` once we know. When Slack cannot be reached it goes on asking in the
   * background, and does `then` later.
   * @throws OpsError when the token is refused or belongs to another workspace, and what `then` throws.
   */
  learn(then: () => Promise<void>): Promise<void>;
  known(): Identity | undefined;
  /** Why Slack has not said it yet, in a sentence; empty once it has. */
  problems(): readonly string[];
  /** @throws DeliveryError `unavailable` while Slack has not answered yet. */
  get(): Identity;
  stop(): void;
}

const ASK_AGAIN_MS = [1_000, 2_000, 5_000, 15_000, 30_000] as const;

export function createIdentity(
  client: WebClient,
  workspace: { readonly name: string; readonly team: string | null },
  log: Log,
): IdentityKeeper {
  const stopping = new AbortController();
  let identity: Identity | undefined;
  let trouble: string | undefined;

  async function ask(): Promise<void> {
    const { team_id, user_id, bot_id } = await attempt(() => client.auth.test());
    if (team_id === undefined || user_id === undefined || bot_id === undefined) throw notABot(workspace.name);
    if (workspace.team !== null && workspace.team !== team_id) throw otherTeam(workspace, team_id);
    identity = { team: team_id, botUser: user_id, bot: bot_id };
    trouble = undefined;
    log.info({ workspace: workspace.name, team: team_id }, 'Slack knows us');
  }

  async function askAgain(then: () => Promise<void>): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; failures += 1) {
      const wait = ASK_AGAIN_MS[Math.min(failures, ASK_AGAIN_MS.length - 1)];
      await sleep(wait, undefined, { signal: stopping.signal, ref: false });
      try {
        await ask();
        return await then();
      } catch (error) {
        trouble = messageOf(error);
        log.warn({ err: error, workspace: workspace.name }, 'Slack still does not say who we are');
      }
    }
  }

  return {
    async learn(then) {
      try {
        await ask();
      } catch (error) {
        if (error instanceof OpsError) throw error;
        if (error instanceof DeliveryError && (error.kind === 'rejected' || error.kind === 'shut-out'))
          throw refusedToken(workspace.name, error);
        trouble = messageOf(error);
        log.warn({ err: error, workspace: workspace.name }, 'Slack cannot be reached; trying on');
        askAgain(then).catch((failure: unknown) => {
          // It ends with the adapter: then its wait is broken off, and only then may it end with an error.
          if (!stopping.signal.aborted)
            log.error({ err: failure, workspace: workspace.name }, 'Slack is given up');
        });
        return;
      }
      await then();
    },
    known: () => identity,
    problems: () =>
      trouble === undefined ? [] : [`The workspace "${workspace.name}" is tried again: ${trouble}`],
    get() {
      if (identity === undefined) throw new DeliveryError('unavailable', 'Slack has not been reached yet.');
      return identity;
    },
    stop: () => stopping.abort(),
  };
}

function refusedToken(name: string, cause: Error): OpsError {
  return new OpsError(
    {
      code: 'slack.token',
      what: `Slack does not accept the bot token of the workspace "${name}".`,
      why: cause.message,
      next: 'Install the app anew, and set SLACK_BOT_TOKEN to the token that it shows then.',
    },
    { cause },
  );
}

function notABot(name: string): OpsError {
  return new OpsError({
    code: 'slack.token',
    what: `The token of the workspace "${name}" is not a bot token.`,
    why: 'Slack names no bot that belongs to it.',
    next: 'Set SLACK_BOT_TOKEN to the "Bot User OAuth Token", which begins with xoxb-.',
  });
}

function otherTeam({ name, team }: { name: string; team: string | null }, found: string): OpsError {
  return new OpsError({
    code: 'slack.team',
    what: `The token of the workspace "${name}" belongs to another workspace.`,
    why: `keyturn.yaml says ${team}, and Slack says ${found}.`,
    next: 'Set the token of the right workspace, or correct platforms.slack.workspaces.',
  });
}
