import type { Actor, NewEntry } from '../audit/entry.ts';
import { entryKinds } from '../audit/words.ts';
import { digestOf } from '../canonical.ts';
import type { Refusal } from '../errors.ts';
import { CHANNEL } from './channel.ts';
import type { StoredOpening, StoredSite } from './opening.ts';

const KINDS = entryKinds(
  {
    'channel.wanted': 'Asked for a channel',
    'channel.wanted-again': 'Asked for the channel again',
    'channel.opened': 'The channel was opened',
    'channel.invited': 'People were invited to the channel',
    'channel.failed': 'The channel could not be opened',
  },
  ['channel.wanted', 'channel.wanted-again'],
);

type SiteName = Pick<StoredSite, 'platform' | 'workspace'>;

/**
 * Before anything is done anywhere: who wants what, for whom. Everybody may read the log, so what a private channel is
 * about stands in it as a digest, which proves the stored text and tells nothing.
 */
export function wantedEntry(opening: StoredOpening): NewEntry {
  const { id, name, about, private: isPrivate, openedBy, openedAt, people, sites } = opening;
  const text = isPrivate ? { digest: digestOf({ id, name, about }) } : { name, about };
  return {
    chain: CHANNEL.subject(id),
    kind: KINDS['channel.wanted'],
    actor: `principal/${openedBy}`,
    at: openedAt,
    data: { ...text, private: isPrivate, people, sites: sites.map(siteText) },
  };
}

/** Somebody asked for what had not worked. */
export function wantedAgainEntry(opening: string, by: string, at: Date): NewEntry {
  const actor: Actor = `principal/${by}`;
  return { chain: CHANNEL.subject(opening), kind: KINDS['channel.wanted-again'], actor, at, data: {} };
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
    kind: KINDS[site.channel === null ? 'channel.opened' : 'channel.invited'],
    actor: SERVICE,
    at,
    data: {
      site: siteText(site),
      workspace: channel.workspaceId,
      channel: channel.channel,
      ...(isPrivate ? {} : { name: channel.channelName }),
      troubles: troubles.map(({ what }) => what),
    },
  };
}

export function failedEntry(opening: string, site: SiteName, { code, why }: Refusal, at: Date): NewEntry {
  return {
    chain: CHANNEL.subject(opening),
    kind: KINDS['channel.failed'],
    actor: SERVICE,
    at,
    data: { site: siteText(site), code, why },
  };
}

const SERVICE: Actor = 'service/channels';

function siteText({ platform, workspace }: SiteName): string {
  return `${platform}/${workspace}`;
}
