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
