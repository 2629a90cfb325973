import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { fieldsOf, itemIn, type Line, lineWith } from '../told.ts';
import { AVAILABLE } from './availability.ts';
import { titleIn } from './measured.ts';
import type { Beside, Section } from './section.ts';

type Escalation = WrittenRunbook['escalations'][string];

export const escalations: Section<Escalation> = {
  noun: 'escalation',
  title: 'Escalations',
  tell: ({ levels, default: isDefault }, beside) => ({
    brief: levels.map(({ contact }) => titleIn(beside.contacts, contact)).join(', then '),
    fields: fieldsOf({ Used: isDefault && 'Where a procedure names no other' }),
    lines: levels.map((level) => lineOf(level, beside)),
    items: levels.map(({ contact }) => itemIn('contacts', contact)),
  }),
};

function lineOf(item: Escalation['levels'][number], { contacts }: Beside): Line {
  const { level, contact, after, only, availability } = item;
  const when = after === undefined ? '' : after === 0 ? ', at once' : `, after ${durationWords(after)}`;
  const limits = [only?.severity?.join(' or '), only?.asked && 'when somebody asks for it'].filter(Boolean);
  const onlyFor = limits.length === 0 ? '' : `, only: ${limits.join(', ')}`;
  return lineWith(item, `${level}: ${titleIn(contacts, contact)}${when}${onlyFor}`, [
    ...(availability === undefined ? [] : [AVAILABLE[availability].toLowerCase()]),
  ]);
}
