import { digestOf, type Json } from '../../canonical.ts';
import type { Card } from '../../chat/card.ts';
import type { ChannelKeeper, Uninvited } from '../../chat/channels.ts';
import { fitCard } from '../../chat/fit.ts';
import type { Place } from '../../chat/inbound.ts';
import { type ChatPlatform, DeliveryError } from '../../chat/port.ts';
import { safeCard } from '../../chat/safe-text.ts';
import { CHANNEL } from '../../commands/channel-port.ts';
import { OpsError } from '../../errors.ts';
import type { Account } from '../../people/principal.ts';
import type { StoredOpening, StoredSite } from './opening.ts';

/** A site, with the platform that it is on. */
export interface Workplace {
  readonly platform: ChatPlatform;
  readonly keeper: ChannelKeeper;
  readonly site: StoredSite;
  /** As people call it. */
  readonly label: string;
  /** The platform's own id of the workspace. */
  readonly workspace: string;
}

/** @throws OpsError when the settings have it no more; DeliveryError while it has not been reached */
export function workplaceOf(platforms: readonly ChatPlatform[], site: StoredSite, label: string): Workplace {
  const platform = platforms.find(({ id }) => id === site.platform);
  const keeper = platform?.channels;
  const found = keeper?.workspaces().find(({ name }) => name === site.workspace);
  if (platform === undefined || keeper === undefined || found === undefined) throw gone(site, label);
  if (found.id === undefined) throw new DeliveryError('unavailable', `${label} has not been reached yet.`);
  return { platform, keeper, site, label, workspace: found.id };
}

function gone({ workspace }: StoredSite, label: string): OpsError {
  return new OpsError({
    code: 'channel.workspace-gone',
    what: `The channel was not opened on ${label}.`,
    why: `The settings have no workspace "${workspace}" any more.`,
    next: 'Open another channel: it is opened wherever the settings say now.',
  });
}

/**
 * Opens the channel, or finds it open. One that is known to be open is not looked for: people are only invited once more.
 * @throws OpsError, DeliveryError
 */
export async function openAt(
  { keeper, site, label, workspace }: Workplace,
  opening: StoredOpening,
  accounts: readonly Account[],
): Promise<OpenSite> {
  const { channel, channelName, url } = site;
  if (channel !== null && channelName !== null && url !== null) {
    return { channel, channelName, url, uninvited: await keeper.invite(placeOf(site), accounts) };
  }
  if (opening.private && accounts.length === 0) throw nobodyThere(label);
  const kept = await keeper.create({
    workspace,
    key: opening.id,
    name: opening.name,
    topic: opening.about,
    private: opening.private,
    invite: accounts,
  });
  return { channel: kept.place.channel, channelName: kept.name, url: kept.url, uninvited: kept.uninvited };
}

export interface OpenSite {
  readonly channel: string;
  readonly channelName: string;
  readonly url: string;
  readonly uninvited: readonly Uninvited[];
}

/** Posts the card in the channel, or brings it up to date; one that somebody deleted stays deleted. @throws DeliveryError */
export async function showAt(
  { platform, site }: Workplace,
  opening: StoredOpening,
  card: Card,
): Promise<Pick<StoredSite, 'message' | 'shown'>> {
  const fitted = fitCard(safeCard(card), platform.limits).card;
  const shown = digestOf(fitted as unknown as Json);
  if (site.message === null) {
    const ref = await platform.post(placeOf(site), fitted, CHANNEL.subject(opening.id));
    return { message: ref.message, shown };
  }
  if (site.shown !== shown) {
    await unlessGone(() => platform.edit({ ...placeOf(site), message: site.message ?? '' }, fitted));
  }
  return { message: site.message, shown };
}

/** @throws OpsError, DeliveryError */
export async function pinAt({ keeper, site }: Workplace, message: string): Promise<void> {
  await unlessGone(() => keeper.pin({ ...placeOf(site), message }));
}

async function unlessGone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DeliveryError && error.kind === 'gone')) throw error;
  }
}

function placeOf({ platform, workspaceId: workspace, channel }: StoredSite): Place {
  if (workspace === null || channel === null) throw new Error('the channel is not open');
  return { platform, workspace, channel };
}

function nobodyThere(label: string): OpsError {
  return new OpsError({
    code: 'channel.nobody-there',
    what: `The channel was not opened on ${label}.`,
    why: 'It is private, and nobody of its people has a linked account there.',
    next: 'Join accounts with /ops link start, then press "Try again".',
  });
}
