import type { Completion } from '../../chat/inbound.ts';
import { defineCommand } from '../../commands/command.ts';
import { maySee } from '../../commands/seen.ts';
import { requirePerson } from '../../commands/who.ts';
import { type Guest, OPEN_CHANNEL } from '../channel.ts';
import { CHANNELS } from '../key.ts';
import { openingReply } from './opening-card.ts';

export default defineCommand({
  path: ['ops', 'channel', 'open'],
  summary: 'Open a channel for a piece of work, on every platform at once.',
  help: [
    'Invites you and the people you name, by their linked accounts, and pins a card that says who opened it and why.',
    'A private channel is seen by the people in it alone. Where it could not be opened, the answer says why.',
  ].join('\n'),
  examples: [
    '/ops channel open name:payments-outage about:Card payments fail since noon',
    '/ops channel open name:key-rotation about:Rotation of the signers private:true people:ben, sre',
  ],
  options: [
    {
      name: 'name',
      type: 'text',
      description: 'Such as payments-outage.',
      required: true,
      maxLength: 80,
    },
    {
      name: 'about',
      type: 'text',
      description: 'What it is for; becomes the topic.',
      required: true,
      maxLength: 250,
    },
    {
      name: 'private',
      type: 'boolean',
      description: 'Only the people in it see it.',
      required: false,
    },
    {
      name: 'people',
      type: 'text',
      description: 'People and roles of the settings, with commas between them; type to search.',
      required: false,
      maxLength: 100,
      async complete(text, looker) {
        if (!(await maySee(looker, OPEN_CHANNEL))) return [];
        return completeGuests(await CHANNELS.in(looker.services).guests(), text);
      },
    },
  ],
  async run(context, options) {
    const opening = await CHANNELS.in(context.services).open(requirePerson(context), {
      name: options.name ?? '',
      about: options.about ?? '',
      private: options.private === 'true',
      people: namesIn(options.people ?? ''),
    });
    return openingReply(opening);
  },
});

/** Completes the last name, and keeps those before it. */
function completeGuests(guests: readonly Guest[], text: string): readonly Completion[] {
  const names = text.split(',').map((name) => name.trim());
  const begun = (names.at(-1) ?? '').toLowerCase();
  const before = names.slice(0, -1).filter(Boolean);
  return guests
    .filter(({ name }) => !before.includes(name))
    .filter(({ name, title }) => `${name} ${title}`.toLowerCase().includes(begun))
    .map(({ name, title, kind }) => {
      const value = [...before, name].join(', ');
      const what = kind === 'role' ? `everybody with the role ${name}` : title;
      return { value, label: [...before, what].join(', ').slice(0, 100) };
    })
    .filter(({ value }) => value.length <= 100);
}

function namesIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}
