import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import type { Problem } from '../../../../src/written/problem.ts';
import { folderWith, write } from './folder.ts';

const SOUND = `
runbook: demo
title: Demo
source: demo.txt
vars: { api: { description: Address of the service } }
policies: { one: { groups: [{ of: [sre], quorum: 1 }], expires: 30m } }
channels: { ops: { title: Ops, source: L1, name: ops, purpose: Talk } }
contacts: { oncall: { title: On call, source: L1, role: sre } }
actions:
  look:
    title: Look
    source: L1
    risk: read
    steps: [{ id: first, shell: { run: [/bin/look] }, effect: pure }]
  reset:
    title: Reset
    source: L2
    risk: high
    approval: one
    requires: [{ action: look, within: 15m }]
    params:
      target: { type: text, description: What to reset }
      count: { type: integer, description: How often, min: 1, max: 5 }
    steps:
      - { id: go, title: Go, timeout: 1m, shell: { run: [/bin/reset, '{{ params.target }}'] }, effect: unsafe }
      - { id: ask, branch: { question: Well?, choices: { good: It is, bad: It is not } } }
      - { id: tell, notify: { channel: ops, text: 'done {{ params.count }}' } }
      - { id: see, http: { get: 'https://a.example/', expect: { status: 200 } }, effect: pure }
      - { id: judge, assert: { checks: [{ label: A, value: '{{ steps.see.status }}', equals: 200 }] } }
schedules:
  daily: { title: Daily, source: L3, cron: '0 6 * * *', starts: { action: look } }
  later: { title: Later, source: L3, every: 1h, starts: { checklist: morning }, onlyAfter: daily }
checklists:
  morning: { title: Morning, source: L4, items: [{ id: a, title: A, source: L4, action: look }] }
procedures:
  panic: { title: Panic, source: L5, purpose: emergency, contacts: [oncall], steps: [{ id: a, title: A, source: L5, action: look }] }
metrics: { load: { title: Load, source: L6, unit: percent } }
monitors:
  load: { title: Load, source: L6, metric: load, bands: { critical: { when: [{ above: 90 }] } } }
limits: { spend: { title: Spend, source: L7, metric: load, min: 1, max: 5 } }
templates:
  note: { title: Note, source: L8, fields: { who: { type: text, description: Who } }, text: 'Hello {{ fields.who }}' }
escalations:
  usual: { title: Usual, source: L9, levels: [{ level: first, contact: oncall, source: L9 }] }
`;

// biome-ignore lint/suspicious/noExplicitAny: what an author writes has any shape.
type Written = any;

/** What is done to a sound runbook, and the words of the problem that must come of it. */
const FAULTS: Readonly<Record<string, readonly [(written: Written) => void, RegExp]>> = {
  'a schedule that starts nothing': [({ schedules }) => delete schedules.later.starts, /'starts' is missing/],
  'a schedule after one that there is not': [
    ({ schedules }) => Object.assign(schedules.later, { onlyAfter: 'dayly' }),
    /no schedule 'dayly'.*Did you mean 'daily'/,
  ],
  'a schedule of two times': [
    ({ schedules }) => Object.assign(schedules.later, { date: '2026-01-01' }),
    /a schedule with every and date.*Write exactly one/,
  ],
  'words of a schedule that nothing fills in': [
    ({ schedules }) => Object.assign(schedules.later, { title: 'Look at {{ params.x }}' }),
    /Nothing is filled in here/,
  ],
  'a misspelt zone of a schedule': [
    ({ schedules }) => Object.assign(schedules.later, { missed: 'lates' }),
    /'missed' is "lates".*Did you mean 'latest'/,
  ],
  'a schedule that starts two things': [
    ({ schedules }) => Object.assign(schedules.daily.starts, { reminder: 'Look' }),
    /a schedule starts exactly one thing.*Write one of checklist/,
  ],
  'an action of a schedule that there is not': [
    ({ schedules }) => Object.assign(schedules.daily.starts, { action: 'loock' }),
    /no action 'loock'/,
  ],
  'an item without a decision': [
    ({ checklists }) => delete checklists.morning.items[0].action,
    /nothing decides this item.*Add `action:`/,
  ],
  'an item without its lines': [
    ({ checklists }) => delete checklists.morning.items[0].source,
    /'source' is missing/,
  ],
  'a channel of a checklist that there is not': [
    ({ checklists }) => Object.assign(checklists.morning, { channel: 'opps' }),
    /no channel 'opps'/,
  ],
  'a deadline without a unit': [
    ({ checklists }) => Object.assign(checklists.morning, { dueWithin: 90 }),
    /'dueWithin' is 90/,
  ],
  'a procedure without a purpose': [({ procedures }) => delete procedures.panic.purpose, /'purpose' is/],
  'a contact of a procedure that there is not': [
    ({ procedures }) => Object.assign(procedures.panic, { contacts: ['nobody'] }),
    /no contact 'nobody'/,
  ],
  'a step of a procedure that does nothing': [
    ({ procedures }) => delete procedures.panic.steps[0].action,
    /this step does nothing.*Add one of action/,
  ],
  'a step of a procedure without an id': [
    ({ procedures }) => delete procedures.panic.steps[0].id,
    /'id' is missing/,
  ],
  'a metric that there is not': [
    ({ monitors }) => Object.assign(monitors.load, { metric: 'lode' }),
    /no metric 'lode'/,
  ],
  'a band without limits': [
    ({ monitors }) => Object.assign(monitors.load.bands.critical, { when: [{}] }),
    /a range without limits/,
  ],
  'limits in the wrong order': [
    ({ limits }) => Object.assign(limits.spend, { min: 9 }),
    /the lower limit is above the upper one.*Exchange/,
  ],
  'a unit that is no text': [({ limits }) => Object.assign(limits.spend, { unit: 5 }), /'unit' is 5/],
  'a metric of a limit that there is not': [
    ({ limits }) => Object.assign(limits.spend, { metric: 'lood' }),
    /no metric 'lood'/,
  ],
  'a contact of a level that there is not': [
    ({ escalations }) => Object.assign(escalations.usual.levels[0], { contact: 'none' }),
    /no contact 'none'/,
  ],
  'an action without a title': [({ actions }) => delete actions.reset.title, /'title' is missing/],
  'an action of an unknown risk': [
    ({ actions }) => Object.assign(actions.reset, { risk: 'hihg' }),
    /Did you mean 'high'/,
  ],
  'a policy that there is not': [
    ({ actions }) => Object.assign(actions.reset, { approval: 'two' }),
    /no policy 'two'/,
  ],
  'a required action that there is not': [
    ({ actions }) => Object.assign(actions.reset.requires[0], { action: 'lok' }),
    /no action 'lok'/,
  ],
  'a time without a unit': [
    ({ actions }) => Object.assign(actions.reset.requires[0], { within: 15 }),
    /'within' is 15/,
  ],
  'a parameter without a description': [
    ({ actions }) => delete actions.reset.params.count.description,
    /'description' is missing/,
  ],
  'a range of a parameter without room': [
    ({ actions }) => Object.assign(actions.reset.params.count, { min: 9 }),
    /No number is at least 9/,
  ],
  'a parameter of an unknown type': [
    ({ actions }) => Object.assign(actions.reset.params.target, { type: 'txt' }),
    /'type' is "txt"/,
  ],
  'a step that waits 90 of nothing': [
    ({ actions }) => Object.assign(actions.reset.steps[0], { timeout: 90 }),
    /'timeout' is 90/,
  ],
  'a placeholder that there is not': [
    ({ actions }) => actions.reset.steps[0].shell.run.push('{{ params.tarjet }}'),
    /no parameter 'tarjet'/,
  ],
  'a branch of one way': [
    ({ actions }) => delete actions.reset.steps[1].branch.choices.bad,
    /a branch needs at least two choices.*Write `choices/,
  ],
  'a branch that nothing chooses': [
    ({ actions }) => delete actions.reset.steps[1].branch.question,
    /nothing chooses.*Write `question:`/,
  ],
  'a channel of a step that there is not': [
    ({ actions }) => Object.assign(actions.reset.steps[2].notify, { channel: 'oops' }),
    /No channel .* 'oops'/,
  ],
  'a request of two methods': [
    ({ actions }) => Object.assign(actions.reset.steps[3].http, { post: 'https://a.example/' }),
    /a request has one method.*Write exactly one/,
  ],
  'an expectation of no status': [
    ({ actions }) => Object.assign(actions.reset.steps[3].http.expect, { status: 1_000 }),
    /'status' is 1000/,
  ],
  'a check without a comparison': [
    ({ actions }) => delete actions.reset.steps[4].assert.checks[0].equals,
    /a check without a comparison.*Write one of/,
  ],
  'a check without a label': [
    ({ actions }) => delete actions.reset.steps[4].assert.checks[0].label,
    /'label' is missing/,
  ],
  'a key that nothing is called': [
    ({ templates }) => Object.assign(templates.note, { tekst: 'x' }),
    /Nothing is called 'tekst'.*Did you mean 'text'/,
  ],
  'a blank of a template that there is not': [
    ({ templates }) => Object.assign(templates.note, { text: 'Hello {{ fields.whom }}' }),
    /whom/,
  ],
  'a policy of no time': [({ policies }) => Object.assign(policies.one, { expires: 'soon' }), /'expires'/],
  'a vote that cannot carry what must be typed': [
    ({ policies }) => Object.assign(policies.one, { confirm: 'approvers', via: ['reaction'] }),
    /A reaction cannot carry.*Write `via/,
  ],
};

/** Of two faults the one is the other's: the second is judged by what the first leaves nobody knowing. */
const JUDGED_BY: readonly (readonly [string, string])[] = [
  ['an action of a schedule that there is not', 'a schedule that starts two things'],
];

function faultsOf(folder: string, names: readonly string[]): readonly Problem[] {
  const written = parse(SOUND) as Written;
  for (const name of names) FAULTS[name]?.[0](written);
  write(folder, 'demo/a.yaml', stringify(written, { lineWidth: 0 }));
  return loadRunbooks(folder, stepKinds, { roles: ['sre'] }).problems;
}

function isSaid(problems: readonly Problem[], name: string): boolean {
  return problems.some(({ message, suggestion }) => FAULTS[name]?.[1].test(`${message} ${suggestion}`));
}

describe('every fault of a runbook', () => {
  it('is one: without them there is none', () => {
    expect(faultsOf(folderWith({}), [])).toEqual([]);
  });

  it.each(Object.keys(FAULTS))('has its place, says what, and what to write instead: %s', (name) => {
    const folder = folderWith({});
    const problems = faultsOf(folder, [name]);
    expect(isSaid(problems, name), JSON.stringify(problems)).toBe(true);
    for (const { file, line, column, message, suggestion } of problems) {
      expect(file).toMatch(/a\.yaml$/);
      expect(line).toBeGreaterThan(0);
      expect(column).toBeGreaterThan(0);
      expect(message).toMatch(/\.$|\.\s*$/);
      expect(suggestion, message).not.toBe('');
    }
  });

  it('hides no other, whichever two there are', () => {
    const folder = folderWith({});
    const names = Object.keys(FAULTS);
    const hidden: string[] = [];
    for (const [index, one] of names.entries())
      for (const other of names.slice(index + 1)) {
        if (JUDGED_BY.some((pair) => pair.includes(one) && pair.includes(other))) continue;
        const problems = faultsOf(folder, [one, other]);
        for (const [name, beside] of [
          [one, other],
          [other, one],
        ] as const)
          if (!isSaid(problems, name)) hidden.push(`${name}, beside ${beside}`);
      }
    expect(hidden).toEqual([]);
  });
});
