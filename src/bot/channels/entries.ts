import type { Actor, AuditEntry } from '../../audit/entry.ts';
import type { Refusal } from '../../errors.ts';
import type { StoredOpening, StoredSite } from './opening.ts';

type Spot = Pick<StoredSite, 'platform' | 'workspace'>;

export function chainOf(opening: string): string {
  return `channel/${opening}`;
}

/** Before anything is done anywhere: who wants what, for whom. */
export function wantedEntry(opening: StoredOpening): AuditEntry {
  const { id, name, about, private: isPrivate, openedBy, openedAt, people, sites } = opening;
  return {
    chain: chainOf(id),
    kind: 'channel.wanted',
    actor: `principal/${openedBy}`,
    at: openedAt,
    data: { name, about, private: isPrivate, people, sites: sites.map(spotText) },
  };
}

/** Somebody asked for what had not worked. */
export function wantedAgainEntry(opening: string, by: string, at: Date): AuditEntry {
  const actor: Actor = `principal/${by}`;
  return { chain: chainOf(opening), kind: 'channel.wanted-again', actor, at, data: {} };
}

/** After the platform has it; `invited` when it was open already and only people were invited once more. */
export function openedEntry(
  opening: string,
  site: StoredSite,
  channel: { readonly workspaceId: string; readonly channel: string; readonly channelName: string },
  troubles: readonly Refusal[],
  at: Date,
): AuditEntry {
  return {
    chain: chainOf(opening),
    kind: site.channel === null ? 'channel.opened' : 'channel.invited',
    actor: SERVICE,
    at,
    data: {
      site: spotText(site),
      workspace: channel.workspaceId,
      channel: channel.channel,
      name: channel.channelName,
      troubles: troubles.map(({ what }) => what),
    },
  };
}

export function failedEntry(opening: string, site: Spot, { code, why }: Refusal, at: Date): AuditEntry {
  return {
    chain: chainOf(opening),
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
