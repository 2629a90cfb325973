import * as z from 'zod';
import type { FormField } from '../../chat/card.ts';
import { defineButton } from '../../commands/button.ts';
import type { CommandContext, Reply } from '../../commands/command.ts';
import { requirePerson } from '../../commands/who.ts';
import { GUIDES } from '../key.ts';
import { notMoved, notToHandTo } from '../refusals.ts';
import { lookedAt } from './looked-at.ts';

const data = z.object({ guide: z.string(), does: z.enum(['handed-over', 'abandoned', 'concluded']) });
type Data = z.output<typeof data>;

/** Hands a guide over to somebody else, abandons it, or says that the trouble is over. A form asks to whom, or why. */
export default defineButton({
  kind: 'guide.whole',
  data,
  press: formOf,
  form: formOf,
  async submit(context, { guide, does }, { person = '', words = '' }) {
    const by = requirePerson(context);
    const move =
      does === 'handed-over'
        ? ({ do: does, principal: await personNamed(context, person) } as const)
        : ({ do: does, reason: words } as const);
    await GUIDES.in(context.services).move(by, guide, move);
    return { type: 'none' };
  },
});

const SUBMIT = { 'handed-over': 'Hand over', abandoned: 'Abandon', concluded: 'It is solved' } as const;

async function formOf(context: CommandContext, { guide: id, does }: Data): Promise<Reply> {
  requirePerson(context);
  const { guide, called } = await lookedAt(context, id);
  if (guide.state.phase !== 'open') throw notMoved(guide, { hindrance: 'over' }, called);
  return {
    type: 'form',
    intent: { kind: 'guide.whole', data: { guide: id, does } },
    form: { title: SUBMIT[does], intro: guide.sheet.title, fields: [fieldOf(does)], submit: SUBMIT[does] },
  };
}

function fieldOf(does: Data['does']): FormField {
  const words = { name: 'words', type: 'longtext', required: true, maxLength: 2_000 } as const;
  switch (does) {
    case 'handed-over':
      return {
        name: 'person',
        label: 'To whom',
        type: 'text',
        required: true,
        maxLength: 100,
        hint: 'Their name or id, as the settings have it. They lead it from then on.',
      };
    case 'abandoned':
      return { ...words, label: 'Why it is not gone on with' };
    case 'concluded':
      return { ...words, label: 'What it was, and what helped' };
  }
}

/** @throws OpsError where it is nobody, or could be several */
async function personNamed({ services }: CommandContext, typed: string): Promise<string> {
  const wanted = typed.trim().replace(/^@/, '').toLowerCase();
  const people = await GUIDES.in(services).people();
  const exact = people.filter(({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted);
  const found =
    exact.length > 0 ? exact : people.filter(({ name }) => name.toLowerCase().split(' ').includes(wanted));
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) throw notToHandTo(typed);
  return only.id;
}
