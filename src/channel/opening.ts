import type { Refusal } from '../errors.ts';
import type { Account } from '../people/principal.ts';

/** An opening as it is stored. */
export interface StoredOpening {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly private: boolean;
  readonly openedBy: string;
  readonly openedAt: Date;
  readonly people: readonly string[];
  readonly sites: readonly StoredSite[];
}

export interface StoredSite {
  readonly platform: Account['platform'];
  readonly workspace: string;
  readonly state: 'waiting' | 'opened' | 'failed';
  readonly workspaceId: string | null;
  readonly channel: string | null;
  readonly channelName: string | null;
  readonly url: string | null;
  readonly message: string | null;
  readonly shown: string | null;
  readonly pinned: boolean;
  readonly troubles: readonly Refusal[];
  readonly cardTrouble: Refusal | null;
}

const NAMES = { console: 'the console', discord: 'Discord', slack: 'Slack' } as const;

/** How people call the place; a workspace only where there are several of its platform. */
export function labelOf(
  { platform, workspace }: Pick<StoredSite, 'platform' | 'workspace'>,
  all: readonly Pick<StoredSite, 'platform'>[],
): string {
  const several = all.filter((one) => one.platform === platform).length > 1;
  return several ? `${NAMES[platform]} (${workspace})` : NAMES[platform];
}
