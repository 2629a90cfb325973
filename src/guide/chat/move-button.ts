import * as z from 'zod';
import type { FormField } from '../../chat/card.ts';
import { defineButton } from '../../commands/button.ts';
import type { CommandContext, Reply } from '../../commands/command.ts';
import { requirePerson } from '../../commands/who.ts';
import { GUIDES } from '../key.ts';
import { applyMove } from '../model/apply.ts';
import type { Move } from '../model/move.ts';
import { notMoved } from '../refusals.ts';
import type { Item } from '../sheet/sheet.ts';
import { afterwards, lookedAt } from './looked-at.ts';

const MOVES = ['ticked', 'faulted', 'answered', 'weighed', 'skipped', 'reopened'] as const;

const data = z.object({
  guide: z.string(),
  item: z.string(),
  from: z.string(),
  does: z.enum(MOVES),
  choice: z.string().optional(),
  due: z.boolean().optional(),
});
type Data = z.output<typeof data>;
type Given = Readonly<Record<string, string>>;

/** What somebody says of an item. Where that needs words, a form asks for them. */
export default defineButton({
  kind: 'guide.move',
  data,
  async press(context, given, chosen) {
    const asks = await formOf(context, given);
    return asks ?? make(context, { ...given, choice: given.choice ?? chosen }, {});
  },
  async form(context, given) {
    return (await formOf(context, given)) ?? { type: 'none' };
  },
  submit: make,
});

async function make(context: CommandContext, given: Data, values: Given): Promise<Reply> {
  const by = requirePerson(context);
  await GUIDES.in(context.services).move(by, given.guide, moveOf(given, values));
  return afterwards(context, given);
}

function moveOf({ does, item, choice = '', due = false }: Data, { words = '' }: Given): Move {
  switch (does) {
    case 'ticked':
      return { do: does, item, ...(words.trim() === '' ? {} : { evidence: words }) };
    case 'faulted':
    case 'skipped':
      return { do: does, item, reason: words };
    case 'answered':
      return { do: does, item, choice };
    case 'weighed':
      return { do: does, item, due };
    case 'reopened':
      return { do: does, item };
  }
}

/** @throws OpsError where it would be refused whatever they write */
async function formOf(context: CommandContext, given: Data): Promise<Reply | undefined> {
  const by = requirePerson(context).id;
  const { guide, called } = await lookedAt(context, given.guide);
  const item = guide.sheet.items.find(({ id }) => id === given.item);
  if (item === undefined) throw notMoved(guide, { hindrance: 'no-item', item: given.item }, called);
  const field = fieldOf(given.does, item);
  if (field === undefined) return undefined;
  const probe = applyMove(guide.sheet, guide.state, moveOf(given, { words: '-' }), { by, at: '' });
  if ('hindrance' in probe) throw notMoved(guide, probe, called);
  const { does, guide: id, from } = given;
  return {
    type: 'form',
    intent: { kind: 'guide.move', data: { guide: id, item: item.id, from, does } },
    form: {
      title: item.title,
      intro: item.work.by === 'person' ? item.work.question : `Of ${guide.sheet.title}.`,
      fields: [field],
      submit: SUBMIT[does] ?? 'Say so',
    },
  };
}

const SUBMIT: Partial<Record<Data['does'], string>> = { ticked: 'Done', faulted: 'Not so', skipped: 'Go on' };
const LONGEST = 2_000;

function fieldOf(does: Data['does'], { evidence }: Item): FormField | undefined {
  const field = { name: 'words', type: 'longtext', maxLength: LONGEST } as const;
  switch (does) {
    case 'ticked':
      return evidence === 'none'
        ? undefined
        : {
            ...field,
            label: 'Evidence',
            required: evidence === 'required',
            hint: 'What you saw, or a link to it. No passwords or keys: everybody here may read it.',
          };
    case 'faulted':
      return { ...field, label: 'What is wrong', required: true };
    case 'skipped':
      return {
        ...field,
        label: 'Why it is not done',
        required: true,
        hint: 'The card shows it, and the log keeps it.',
      };
    default:
      return undefined;
  }
}
