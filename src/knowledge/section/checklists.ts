import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { fieldsOf, itemIn, type Line, lineWith } from '../told.ts';
import { titleIn } from './measured.ts';
import type { Beside, Section } from './section.ts';

type Checklist = WrittenRunbook['checklists'][string];
type Item = Checklist['items'][number];

export const checklists: Section<Checklist> = {
  noun: 'checklist',
  title: 'Checklists',
  tell: ({ items, dueWithin, channel, carryOver, includes = [] }, beside) => ({
    brief: `${items.length} items`,
    fields: fieldsOf({
      'To be done within': dueWithin === undefined ? undefined : durationWords(dueWithin),
      'What is open at its end': carryOver ? 'goes to the next shift' : undefined,
    }),
    lines: items.map((item) => lineOf(item, beside)),
    actions: items.flatMap(({ action, shows = [] }) => [action, ...shows]),
    items: [
      itemIn('channels', channel),
      ...includes.map((id) => itemIn('checklists', id)),
      ...items.map(({ procedure }) => itemIn('procedures', procedure)),
    ],
  }),
};

function lineOf(item: Item, beside: Beside): Line {
  const { section, title, confirm } = item;
  const name = section === undefined ? title : `${section}: ${title}`;
  const said = confirm === undefined || confirm === title ? name : `${name}: ${confirm}`;
  return lineWith(item, said, boundsOf(item, beside));
}

/** Who or what decides it, and when it is due at all. */
function boundsOf({ action, check, due, evidence, shows }: Item, { actions }: Beside): readonly string[] {
  const decides = action === undefined ? undefined : titleIn(actions, action);
  return [
    ...(due === undefined ? [] : [due]),
    ...(decides === undefined
      ? []
      : [check === undefined ? `by: ${decides}` : `by "${check}" of: ${decides}`]),
    ...(shows === undefined ? [] : [`shows: ${shows.map((one) => titleIn(actions, one)).join(', ')}`]),
    ...(evidence === undefined ? [] : [`evidence ${evidence}`]),
  ];
}
