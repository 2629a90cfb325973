import { digestOf, type Json } from '../../canonical.ts';
import type { Card } from '../../chat/card.ts';
import type { ChannelKeeper } from '../../chat/channels.ts';
import { fitCard } from '../../chat/fit.ts';
import type { Place } from '../../chat/inbound.ts';
import { type ChatPlatform, DeliveryError } from '../../chat/port.ts';
import { safeCard } from '../../chat/safe-text.ts';
import { OpsError, type Refusal } from '../../errors.ts';
import type { Account } from '../../people/principal.ts';
import { CHANNEL } from '../channel.ts';
import type { ChannelHost, OpenSite } from '../host.ts';
import type { StoredOpening, StoredSite } from '../opening.ts';
import { channelCard } from './pinned-card.ts';

/** Where the platforms of the settings open channels. */
export function createChannelHost(platforms: readonly ChatPlatform[]): ChannelHost {
  return {
    sites: () =>
      platforms.flatMap(({ id: platform, channels }) =>
        (channels?.workspaces() ?? []).map(({ name: workspace }) => ({ platform, workspace })),
      ),
    at(site, label, failure) {
      const found = find(platforms, site, label, failure);
      const { keeper, platform } = found;
      const told = <T>(work: () => Promise<T>): Promise<T> => inWords(failure, work);
      return {
        workspace: found.workspace,
        open: (opening, accounts) => told(() => open(found, site, opening, accounts)),
        show: (view, here) => told(() => show(platform, site, view.id, channelCard(view, here))),
        pin: (message) => told(() => unlessGone(() => keeper.pin({ ...placeOf(site), message }))),
      };
    },
  };
}

/** A place, with the platform that it is on. */
interface Found {
  readonly platform: ChatPlatform;
  readonly keeper: ChannelKeeper;
  /** As people call it. */
  readonly label: string;
  /** The platform's own id of the workspace. */
  readonly workspace: string;
}

function find(platforms: readonly ChatPlatform[], site: StoredSite, label: string, failure: string): Found {
  const platform = platforms.find(({ id }) => id === site.platform);
  const keeper = platform?.channels;
  const found = keeper?.workspaces().find(({ name }) => name === site.workspace);
  if (platform === undefined || keeper === undefined || found === undefined)
    throw new OpsError(gone(site, failure));
  if (found.id === undefined) throw new OpsError(notReached(label, failure));
  return { platform, keeper, label, workspace: found.id };
}

async function open(
  { keeper, label, workspace }: Found,
  site: StoredSite,
  opening: StoredOpening,
  accounts: readonly Account[],
): Promise<OpenSite> {
  const { channel, channelName, url } = site;
  if (channel !== null && channelName !== null && url !== null) {
    const uninvited = await keeper.invite(placeOf(site), accounts);
    return { channel, channelName, url, uninvited: uninvited.map(({ refusal }) => refusal) };
  }
  if (opening.private && accounts.length === 0) throw new OpsError(nobodyThere(label));
  const kept = await keeper.create({
    workspace,
    key: opening.id,
    name: opening.name,
    topic: opening.about,
    private: opening.private,
    invite: accounts,
  });
  return {
    channel: kept.place.channel,
    channelName: kept.name,
    url: kept.url,
    uninvited: kept.uninvited.map(({ refusal }) => refusal),
  };
}

async function show(
  platform: ChatPlatform,
  site: StoredSite,
  id: string,
  card: Card,
): Promise<Pick<StoredSite, 'message' | 'shown'>> {
  const fitted = fitCard(safeCard(card), platform.limits).card;
  const shown = digestOf(fitted as unknown as Json);
  if (site.message === null) {
    const ref = await platform.post(placeOf(site), fitted, CHANNEL.subject(id));
    return { message: ref.message, shown };
  }
  if (site.shown !== shown) {
    await unlessGone(() => platform.edit({ ...placeOf(site), message: site.message ?? '' }, fitted));
  }
  return { message: site.message, shown };
}

async function unlessGone(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof DeliveryError && error.kind === 'gone')) throw error;
  }
}

/** What a platform fails with, in words for whoever wanted the channel. */
async function inWords<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DeliveryError) throw new OpsError(failed(what, error), { cause: error });
    throw error;
  }
}

function failed(what: string, { kind, message }: DeliveryError): Refusal {
  const passing = kind === 'unavailable' || kind === 'rate-limited';
  return {
    code: `channel.${kind}`,
    what,
    why: sentence(message),
    next: passing
      ? 'Press "Try again" when it can be reached.'
      : 'Look at the channel there; keyturn doctor says what the bot lacks.',
  };
}

function sentence(text: string): string {
  const first = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

function placeOf({ platform, workspaceId: workspace, channel }: StoredSite): Place {
  if (workspace === null || channel === null) throw new Error('the channel is not open');
  return { platform, workspace, channel };
}

function gone({ workspace }: StoredSite, what: string): Refusal {
  return {
    code: 'channel.workspace-gone',
    what,
    why: `The settings have no workspace "${workspace}" any more.`,
    next: 'Open another channel: it is opened wherever the settings say now.',
  };
}

function notReached(label: string, what: string): Refusal {
  return {
    code: 'channel.unavailable',
    what,
    why: `${label} has not been reached yet.`,
    next: 'Press "Try again" when it can be reached.',
  };
}

function nobodyThere(label: string): Refusal {
  return {
    code: 'channel.nobody-there',
    what: `The channel was not opened on ${label}.`,
    why: 'It is private, and nobody of its people has a linked account there.',
    next: 'Join accounts with /ops link start, then press "Try again".',
  };
}
