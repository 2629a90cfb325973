import type { FakeDiscord } from '../../discord/fake-discord.ts';
import { addUser as joinDiscord } from '../../discord/state.ts';
import type { FakeSlack } from '../../slack/fake-slack.ts';
import { addUser as joinSlack } from '../../slack/state.ts';

const NAMES = { ana: 'Ana Ruiz', ben: 'Ben Okafor', chen: 'Chen Wei', ivan: 'Ivan Petrov' } as const;
export type Name = keyof typeof NAMES;
export type PlatformId = 'discord' | 'slack';

/** Everybody who takes part: one person each, with an account on each platform. */
export interface Team {
  /** The id of somebody's account. */
  account(who: Name, platform: PlatformId): string;
  /** As `people` of keyturn.yaml. */
  readonly written: { readonly [name: string]: object };
}

/** Everybody joins both platforms. */
export function gather(discord: FakeDiscord, slack: FakeSlack): Team {
  const accounts = new Map<string, Record<PlatformId, string>>();
  for (const name of Object.keys(NAMES)) {
    const slackId = `U0${name.toUpperCase().padEnd(7, '0')}`;
    joinSlack(slack.state, slackId, name);
    accounts.set(name, { discord: joinDiscord(discord.state, name).id, slack: slackId });
  }
  return {
    account: (who, platform) => accounts.get(who)?.[platform] ?? 'nobody',
    written: Object.fromEntries(
      Object.entries(NAMES).map(([key, name]) => [key, { name, accounts: accounts.get(key) }]),
    ),
  };
}
