import { expect, it } from 'vitest';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { folderWith } from './folder.ts';

const HEAD =
  'runbook: demo\ntitle: Demo\nactions: { a: { title: A, risk: read, steps: [{ wait: { for: 1s } }] } }\n';

function problems(text: string): readonly string[] {
  return loadRunbooks(folderWith({ 'demo/runbook.yaml': `${HEAD}${text}` }), stepKinds).problems.map(
    ({ line, message }) => `${line}: ${message}`,
  );
}

const list = (title: string, includes: string) =>
  `{ title: ${title}, ${includes} items: [{ id: one, title: One, action: a }] }`;

it.each([
  ['itself', `checklists:\n  day: ${list('Day', 'includes: [day],')}`, ['day']],
  [
    'each other',
    `checklists:\n  day: ${list('Day', 'includes: [week],')}\n  week: ${list('Week', 'includes: [day],')}`,
    ['day', 'week'],
  ],
])('refuses checklists that include %s', (_whom, text, named) => {
  const found = problems(text);
  expect(found).toHaveLength(named.length);
  for (const [index, id] of named.entries()) expect(found[index]).toContain(`'${id}' leads back to itself`);
});

it('takes a checklist that two others include', () => {
  const lists = [
    `day: ${list('Day', '')}`,
    `week: ${list('Week', 'includes: [day],')}`,
    `month: ${list('Month', 'includes: [week, day],')}`,
  ];
  expect(problems(`checklists:\n  ${lists.join('\n  ')}`)).toEqual([]);
});

it('refuses a schedule that waits for itself', () => {
  const text = 'schedules: { night: { title: Night, every: 1d, onlyAfter: night, starts: { action: a } } }';
  expect(problems(text).join()).toContain("'night' leads back to itself");
});

const procedure = (title: string, steps: string) =>
  `{ title: ${title}, purpose: operation, steps: [{ id: one, title: One, action: a }, ${steps}] }`;
const leads = (to: string, more = '') => `{ id: two, title: Two, procedure: ${to}${more} }`;

it.each([
  ['itself', { day: procedure('Day', leads('day')) }, ['5']],
  [
    'each other',
    { day: procedure('Day', leads('night')), night: procedure('Night', leads('day')) },
    ['5', '6'],
  ],
])('refuses procedures that lead to %s, where they do', (_whom, procedures, named) => {
  const lines = Object.entries(procedures).map(([id, text]) => `  ${id}: ${text}`);
  const found = problems(`procedures:\n${lines.join('\n')}`);
  expect(found.map((text) => text.split(':')[0])).toEqual(named);
  for (const text of found) expect(text).toContain('leads back to itself by procedure');
});

it('takes a procedure that leads back on a condition, or may be left, and one that two others lead to', () => {
  const again = ', onlyIf: { step: one, is: failed }';
  const lines = [
    `day: ${procedure('Day', leads('day', again))}`,
    `night: ${procedure('Night', leads('night', ', skippable: true'))}`,
    `week: ${procedure('Week', leads('day'))}`,
    `month: ${procedure('Month', `${leads('week')}, ${leads('day').replace('two', 'three')}`)}`,
  ];
  expect(problems(`procedures:\n  ${lines.join('\n  ')}`)).toEqual([]);
});
