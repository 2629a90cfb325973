import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { fieldsOf, itemIn } from '../told.ts';
import type { Section } from './section.ts';

type Escalation = WrittenRunbook['escalations'][string];

export const escalations: Section<Escalation> = {
  noun: 'escalation',
  title: 'Escalations',
  tell: ({ levels, default: isDefault }) => ({
    brief: levels.map(({ contact }) => contact).join(', then '),
    fields: fieldsOf({ Used: isDefault && 'Where a procedure names no other' }),
    lines: levels.map((level) => ({ text: levelWords(level), source: level.source })),
    items: levels.map(({ contact }) => itemIn('contacts', contact)),
  }),
};

function levelWords({ level, contact, after, only, notes = [] }: Escalation['levels'][number]): string {
  const when = after === undefined ? '' : after === 0 ? ', at once' : `, after ${durationWords(after)}`;
  const limits = [only?.severity?.join(' or '), only?.asked && 'when somebody asks for it'].filter(Boolean);
  const onlyFor = limits.length === 0 ? '' : `, only: ${limits.join(', ')}`;
  return [`${level}: ${contact}${when}${onlyFor}`, ...notes].join('. ');
}
