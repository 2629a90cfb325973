import type { FakeDiscord } from '../../discord/fake-discord.ts';
import type { FakeSlack } from '../../slack/fake-slack.ts';
import type { UnreliableWire } from './unreliable-wire.ts';

const ALREADY_ACKNOWLEDGED = 40060;

export interface Traffic {
  readonly discord: FakeDiscord;
  readonly slack: FakeSlack;
  readonly wire: UnreliableWire;
  /** Whether events came twice. Each coming may be answered, and then Discord refuses the second answer. */
  readonly doubled: boolean;
}

/** What the platforms refused, and what they waited for in vain, in words; a correct program leaves nothing here. */
export function brokenLimits({ discord, slack, wire, doubled }: Traffic): readonly string[] {
  const refused = discord.requests.filter(
    ({ status, answer }) => status >= 400 && !(doubled && wasAnswered(answer)),
  );
  return [
    ...refused.map(
      ({ method, path, status, answer }) => `Discord: ${method} ${path} ${status} ${JSON.stringify(answer)}`,
    ),
    ...slack.api.limited.map((method) => `Slack: ${method} too often`),
    ...[...slack.api.broken, ...wire.unanswered].map((what) => `Slack: ${what}`),
  ];
}

function wasAnswered(answer: unknown): boolean {
  return (answer as { code?: number } | undefined)?.code === ALREADY_ACKNOWLEDGED;
}
