import type { Actor, NewEntry } from '../audit/entry.ts';
import { digestOf } from '../canonical.ts';
import type { Refusal } from '../errors.ts';
import { CHANNEL } from './channel.ts';
import type { StoredOpening, StoredSite } from './opening.ts';

type Spot = Pick<StoredSite, 'platform' | 'workspace'>;

/**
 * Before anything is done anywhere: who wants what, for whom. Everybody may read the log, so what a private channel is
 * about stands in it as a digest, which proves the stored text and tells nothing.
 */
export function wantedEntry(opening: StoredOpening): NewEntry {
  const { id, name, about, private: isPrivate, openedBy, openedAt, people, sites } = opening;
  const text = isPrivate ? { digest: digestOf({ id, name, about }) } : { name, about };
  return {
    chain: CHANNEL.subject(id),
    kind: 'channel.wanted',
    actor: `principal/${openedBy}`,
    at: openedAt,
    data: { ...text, private: isPrivate, people, sites: sites.map(spotText) },
  };
}

/** Somebody asked for what had not worked. */
export function wantedAgainEntry(opening: string, by: string, at: Date): NewEntry {
  const actor: Actor = `principal/${by}`;
  return { chain: CHANNEL.subject(opening), kind: 'channel.wanted-again', actor, at, data: {} };
}

/** After the platform has it; `invited` when it was open already and only people were invited once more. */
export function openedEntry(
  { id, private: isPrivate }: Pick<StoredOpening, 'id' | 'private'>,
  site: StoredSite,
  channel: { readonly workspaceId: string; readonly channel: string; readonly channelName: string },
  troubles: readonly Refusal[],
  at: Date,
): NewEntry {
  return {
    chain: CHANNEL.subject(id),
    kind: site.channel === null ? 'channel.opened' : 'channel.invited',
    actor: SERVICE,
    at,
    data: {
      site: spotText(site),
      workspace: channel.workspaceId,
      channel: channel.channel,
      ...(isPrivate ? {} : { name: channel.channelName }),
      troubles: troubles.map(({ what }) => what),
    },
  };
}

export function failedEntry(opening: string, site: Spot, { code, why }: Refusal, at: Date): NewEntry {
  return {
    chain: CHANNEL.subject(opening),
    kind: 'channel.failed',
    actor: SERVICE,
    at,
    data: { site: spotText(site), code, why },
  };
}

const SERVICE: Actor = 'service/channels';

function spotText({ platform, workspace }: Spot): string {
  return `${platform}/${workspace}`;
}
