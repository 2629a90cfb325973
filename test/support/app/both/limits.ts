import type { FakeDiscord } from '../../discord/fake-discord.ts';
import type { FakeSlack } from '../../slack/fake-slack.ts';
import type { UnreliableWire } from './unreliable-wire.ts';

export interface Traffic {
  readonly discord: FakeDiscord;
  readonly slack: FakeSlack;
  readonly wire: UnreliableWire;
  /** Whether every event came once and at once. */
  readonly reliable: boolean;
}

/**
 * Answers to an event that was on its way for more than three seconds are refused (10062, and 10015 for what follows).
 * Nobody can do better.
 */
const OF_LATE_EVENTS: ReadonlySet<number | undefined> = new Set([10062, 10015]);

const UNKNOWN_CHANNEL = 10003;

/** What the platforms refused, and what they waited for in vain, in words; a correct program leaves nothing here. */
export function brokenLimits({ discord, slack, wire, reliable }: Traffic): readonly string[] {
  const refused = discord.requests.filter(
    ({ status, answer, path }) =>
      status >= 400 &&
      (reliable || !OF_LATE_EVENTS.has(codeOf(answer))) &&
      !isFirstOfThread(discord, path, codeOf(answer)),
  );
  return [
    ...refused.map(
      ({ method, path, status, answer }) => `Discord: ${method} ${path} ${status} ${JSON.stringify(answer)}`,
    ),
    ...slack.api.limited.map((method) => `Slack: ${method} too often`),
    ...[...slack.api.broken, ...wire.unanswered].map((what) => `Slack: ${what}`),
  ];
}

/** The thread of a message is opened when what is to be said in it finds none; the thread has the id of the message. */
function isFirstOfThread({ state }: FakeDiscord, path: string, code: number | undefined): boolean {
  const channel = /^\/channels\/(\d+)\/messages$/.exec(path)?.[1] ?? '';
  return code === UNKNOWN_CHANNEL && state.messages.has(channel);
}

function codeOf(answer: unknown): number | undefined {
  return (answer as { code?: number } | undefined)?.code;
}
