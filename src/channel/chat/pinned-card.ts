import type { Card } from '../../chat/card.ts';
import { exactTime } from '../../chat/time-text.ts';
import type { Opening, OpeningSite } from '../channel.ts';

/** What is pinned in a channel: who opened it and why, who is in it, and where else it is. */
export function channelCard(opening: Opening, here: OpeningSite): Card {
  const { id, name, about, by, people, openedAt } = opening;
  const elsewhere = opening.sites.filter((site) => site !== here && site.channel !== undefined);
  return {
    title: name,
    tone: 'neutral',
    status: `Opened by ${by.name}, ${exactTime(openedAt)}`,
    blocks: [
      {
        type: 'said',
        title: `In the words of ${by.name}`,
        entries: [{ label: 'What it is for', value: about }],
      },
      {
        type: 'fields',
        fields: [
          { label: 'Who is in it', value: people.map((person) => person.name).join(', ') },
          {
            label: 'Who sees it',
            value: opening.private ? 'Only the people in it' : 'Everybody who sees such channels here',
          },
        ],
      },
    ],
    controls: elsewhere.flatMap(({ label, channel }) =>
      channel === undefined
        ? []
        : [{ type: 'link', url: channel.url, label: `#${channel.name} on ${label}` } as const],
    ),
    footer: id,
  };
}
