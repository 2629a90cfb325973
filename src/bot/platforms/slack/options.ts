import type { Logger } from 'pino';
import type { PlatformLimits } from '../../../chat/port.ts';
import type { Clock } from '../../../clock.ts';
import type { Command } from '../../../commands/command.ts';
import type { Secret } from '../../../config/secret.ts';
import type { Pace } from '../../../waiting/allowance.ts';

export interface SlackOptions {
  /** At least one; each has an app of its own in Slack. */
  readonly workspaces: readonly SlackWorkspaceOptions[];
  /** Base of the Web API, such as `https://slack.com/api/`. */
  readonly apiUrl: string;
  /** Where deliveries over HTTP arrive; port 0 takes a free one. Unused when all workspaces use Socket Mode. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Asked at each command: a reloaded runbook brings new ones. */
  readonly commands: () => readonly Command[];
  readonly clock: Clock;
  readonly log: Log;
  /** How often each workspace's connection in Socket Mode may be opened. */
  readonly socketPace?: Pace;
  /** Before a workspace that Slack refused is tried again, in ms; grows with each attempt. */
  readonly retryMs?: number;
}

export interface SlackWorkspaceOptions {
  /** As keyturn.yaml calls it. */
  readonly name: string;
  /** Id of the workspace that the token has to belong to; null takes whichever it is. */
  readonly team: string | null;
  readonly botToken: Secret;
  readonly arrival: Arrival;
}

/** How Slack reaches us: signed requests over HTTP, or a websocket that we open (Socket Mode). */
export type Arrival =
  | { readonly type: 'http'; readonly signingSecret: Secret }
  | { readonly type: 'socket'; readonly appToken: Secret };

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * What cards are fitted to. Slack takes more in places, but refuses messages whose blocks have somewhat more than
 * 12,000 characters as JSON, without saying where exactly.
 */
export const LIMITS: PlatformLimits = {
  cardText: 6_000,
  controls: 25,
  title: 140,
  fieldsPerForm: 40,
  typedText: 3_000,
  // Slack takes about 50 chat.update a minute from one app in one workspace (tier 3): 20 and 30 are no more than that
  // in any minute.
  edits: { burst: 20, everyMs: 2_000 },
};

/** The path at which a workspace's deliveries arrive over HTTP. */
export function endpointOf(name: string, only: boolean): string {
  return only ? '/slack/events' : `/slack/events/${name}`;
}
