import type { ListItem } from '../../chat/card.ts';
import { deadline, exactTime } from '../../chat/time-text.ts';
import { defineCommand } from '../../commands/command.ts';
import { requireAllowed } from '../../commands/who.ts';
import type { Freeze } from '../freeze.ts';
import { FREEZES } from '../key.ts';

const LAST = 5;

export default defineCommand({
  path: ['ops', 'freeze', 'list'],
  summary: 'Show what is frozen, and the last freezes that ended.',
  help: 'With its id, its end, and whoever began it. The log of each says all that happened to it.',
  examples: ['/ops freeze list'],
  options: [],
  async run(context) {
    await requireAllowed(context, { do: 'view' });
    const { services } = context;
    const freezes = FREEZES.in(services);
    const [on, off, now] = [await freezes.inForce(undefined), await freezes.last(LAST), await services.now()];
    const names = await services.people.named([...on, ...off].map(({ startedBy }) => startedBy));
    const called = (id: string): string => names.get(id)?.name ?? id;
    const items: readonly ListItem[] = [
      ...on.map((one) => ({ mark: 'doing' as const, text: inForceText(one, called, now) })),
      ...off.map((one) => ({ mark: 'done' as const, text: overText(one, called) })),
    ];
    return {
      type: 'card',
      visibility: 'quiet',
      card: {
        title: 'Freezes',
        tone: on.length === 0 ? 'neutral' : 'warning',
        status: on.length === 0 ? 'Nothing is frozen.' : `${on.length} in force.`,
        blocks: items.length === 0 ? [] : [{ type: 'list', items }],
        controls: [],
      },
    };
  },
});

function nameOf({ system }: Freeze): string {
  return system ?? 'All systems';
}

function inForceText(one: Freeze, called: (id: string) => string, now: Date): string {
  const except = one.exceptions.length === 0 ? '' : ` Except: ${one.exceptions.join(', ')}.`;
  return `${nameOf(one)}, until ${deadline(one.endsAt, now)}, by ${called(one.startedBy)}: ${one.reason}.${except} ${one.id}`;
}

function overText(one: Freeze, called: (id: string) => string): string {
  const ended = one.endedBy === null ? 'ended by itself' : 'ended early';
  return `${nameOf(one)}, ${ended} ${exactTime(one.endedAt ?? one.endsAt)}, begun by ${called(one.startedBy)}: ${one.reason}. ${one.id}`;
}
