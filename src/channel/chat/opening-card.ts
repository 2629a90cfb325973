import type { ListItem } from '../../chat/card.ts';
import { type CardDraft, type DraftControl, draftButton } from '../../chat/draft.ts';
import type { Reply } from '../../commands/command.ts';
import { logButton } from '../../commands/log-button.ts';
import { CHANNEL, type Opening, type OpeningSite } from '../channel.ts';

/** Where a channel is open, with links, and what did not work where and why. A private one is told to nobody else. */
export function openingReply(opening: Opening): Reply {
  const visibility = opening.private ? 'quiet' : 'channel';
  return { type: 'card', card: openingCard(opening), visibility };
}

function openingCard({ id, name, about, private: isPrivate, people, sites }: Opening): CardDraft {
  const open = sites.filter(({ channel }) => channel !== undefined);
  const waiting = sites.some(({ channel, troubles }) => channel === undefined && troubles.length === 0);
  const complete = sites.every(({ channel, troubles }) => channel !== undefined && troubles.length === 0);
  return {
    title: waiting ? `The channel ${name} is being opened` : titleOf(name, open.length, sites.length),
    tone: complete ? 'success' : waiting ? 'progress' : open.length === 0 ? 'danger' : 'warning',
    status: about,
    blocks: [
      { type: 'list', items: sites.flatMap(itemsOf) },
      {
        type: 'fields',
        fields: [
          { label: 'Who is in it', value: people.map((person) => person.name).join(', ') },
          { label: 'Who sees it', value: isPrivate ? 'Only the people in it' : 'Everybody' },
        ],
      },
    ],
    controls: [
      ...open.flatMap(linkOf),
      ...(complete ? [] : [draftButton('Try again', 'channel.again', { opening: id })]),
      logButton(CHANNEL.subject(id)),
    ],
    footer: id,
  };
}

function titleOf(name: string, open: number, all: number): string {
  if (open === all) return `The channel ${name} is open`;
  return open === 0
    ? `The channel ${name} was not opened`
    : `The channel ${name} is open, but not everywhere`;
}

function itemsOf({ label, channel, troubles }: OpeningSite): readonly ListItem[] {
  const problems = troubles.map(
    ({ what, why, next }): ListItem => ({ mark: 'failed', text: `${what} ${why} ${next}` }),
  );
  if (channel !== undefined) return [{ mark: 'done', text: `#${channel.name} on ${label}` }, ...problems];
  const waits = `${label} has not answered yet; it goes on by itself`;
  return problems.length > 0 ? problems : [{ mark: 'doing', text: waits }];
}

function linkOf({ label, channel }: OpeningSite): readonly DraftControl[] {
  if (channel === undefined) return [];
  return [{ type: 'link', url: channel.url, label: `#${channel.name} on ${label}` }];
}
