import { describe, expect, it } from 'vitest';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import { BadParams } from '../../../../src/runbook/plan/param.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { demo, runbookOf } from '../definition/folder.ts';
import { SETTINGS } from '../plan/example.ts';
import { MOVE, planOf } from './example.ts';

const both = (params: Readonly<Record<string, string>> = { queue: 'mail' }) => planOf(MOVE, 'both', params);

describe('a plan of an action that includes others', () => {
  it('has every step of them in its place, and their way down before its own, the last one first', () => {
    expect(both().steps.map(({ id, phase = 'steps' }) => `${id} (${phase})`)).toEqual([
      ...['first/before (steps)', 'first/move (steps)', 'first/told (steps)'],
      ...['second/before (steps)', 'second/move (steps)', 'second/told (steps)', 'said (steps)'],
      ...['second/undo (on-failure)', 'first/undo (on-failure)', 'tell (on-failure)'],
      ...['second/unlock (always)', 'first/unlock (always)'],
    ]);
  });

  it('fills each in with what it is given, as if somebody had typed it', () => {
    const { steps } = both();
    const spec = (id: string) => JSON.stringify(steps.find((step) => step.id === id)?.spec);
    expect(spec('first/before')).toContain('https://shop.example/queues/mail');
    expect(spec('second/before')).toContain('https://shop.example/queues/other');
    expect(spec('first/move')).toContain('--most=3');
    expect(spec('second/move')).toContain('--most=5');
  });

  it('says of titles and sources where they are from', () => {
    expect(both().steps[0]).toMatchObject({ title: 'The first: Look at it', source: 'L1' });
    expect(both().steps.find(({ id }) => id === 'said')?.source).toBeUndefined();
  });

  it('leads references and conditions to the steps that they mean', () => {
    const { steps } = both();
    const step = (id: string) => steps.find((one) => one.id === id);
    const length = { step: 'first/before', path: ['body', 'length'] };
    expect(JSON.stringify(step('first/told')?.spec)).toContain(JSON.stringify(length));
    expect(JSON.stringify(step('said')?.spec)).toContain(JSON.stringify(length));
    expect(step('first/told')?.when).toEqual({ step: 'first/move', choice: 'empty' });
    expect(step('said')?.when).toEqual({ step: 'first/move', choice: 'empty' });
    expect(step('second/before')?.when).toMatchObject({ check: { value: [length] } });
    expect(step('second/told')?.when).toMatchObject({
      all: [{ check: { value: [length] } }, { step: 'second/move', choice: 'empty' }],
    });
    expect(step('second/undo')?.when).toEqual({ included: 'second/', is: 'failed' });
    expect(step('second/unlock')?.when).toEqual({ included: 'second/', is: 'begun' });
  });

  it('demands what they demand, and says so', () => {
    const plan = both();
    expect(plan).toMatchObject({
      lock: 'demo/queue',
      cooldownMs: null,
      cooldowns: [{ action: 'demo:move', ms: 600_000, also: ['demo:both'] }],
      requires: [{ action: 'demo:look', withinMs: 900_000 }],
      includes: [
        { step: 'first', action: 'demo:move', params: { queue: 'mail', most: 3 } },
        { step: 'second', action: 'demo:move', params: { queue: 'other', most: 5 } },
      ],
    });
    const lines = describePlan(plan, stepKinds).flatMap((section) => section.lines);
    for (const line of [
      'Includes Move a queue (demo:move) as first, with queue = "mail", most = 3',
      'Not within 10 min after demo:move or demo:both',
      'Only when second had begun and did not succeed',
    ])
      expect(lines).toContain(line);
  });

  it('is the same as before where nothing is included, and nothing includes it', () => {
    const look = planOf(MOVE, 'look');
    for (const key of ['includes', 'cooldowns', 'numbers']) expect(look).not.toHaveProperty(key);
  });

  it('is refused where more people may ask for it than for what it includes', () => {
    const text = `  part: { title: P, source: L1, risk: low, steps: [{ wait: { for: 1s } }] }
  act: { title: A, source: L2, risk: high, approval: one-sre, steps: [{ include: { action: part } }] }`;
    const settings = { ...SETTINGS, operators: { low: ['lead'], high: ['sre', 'lead'] } };
    expect(() => planOf(text, 'act', {}, { settings })).toThrow(/may be asked for by sre, lead, and 'part'/);
    const fewer = { ...SETTINGS, operators: { low: ['sre', 'lead'], high: ['lead'] } };
    expect(planOf(text, 'act', {}, { settings: fewer }).steps).toHaveLength(1);
  });

  it('is refused by a value that what it includes does not take, at the field from which it came', () => {
    const few = MOVE.replace(
      'params: { queue: { type: identifier, description: The first } }',
      'params: { queue: { type: identifier, description: The first }, most: { type: integer, description: M } }',
    ).replace('most: 3', 'most: "{{ params.most }}"');
    const refused = () => planOf(few, 'both', { queue: 'mail', most: '10' });
    expect(refused).toThrow(BadParams);
    try {
      refused();
    } catch (error) {
      expect(error).toMatchObject({
        problems: [{ param: 'most', message: expect.stringMatching(/^In first, most: "10"/) }],
      });
    }
  });

  it('has the dry run of what it includes in its own, and the steps of what only looks', () => {
    const text = `  look: { title: Look, source: L1, risk: read, steps: [{ shell: { run: [look.sh] }, effect: pure }] }
  clear: { title: Clear, source: L2, risk: low, steps: [{ shell: { run: [clear.sh] }, effect: unsafe }], dryRun: [{ shell: { run: [count.sh] }, effect: pure }] }
  act:
    title: Act
    source: L3
    risk: low
    steps: [{ include: { action: clear } }]
    dryRun: [{ id: a, include: { action: look } }, { id: b, include: { action: clear } }]`;
    const { steps, lock, requires } = planOf(text, 'act', {}, { mode: 'dry-run' });
    expect(steps.map(({ id }) => id)).toEqual(['a/step-1', 'b/step-1']);
    expect(JSON.stringify(steps)).toContain('count.sh');
    expect({ lock, requires }).toEqual({ lock: null, requires: [] });
  });

  it('hands on the result of a step in what it includes', () => {
    const gives = MOVE.replace(
      'onFailure: [{ id: tell',
      'gives: { size: "{{ steps.first.length }}" }\n    onFailure: [{ id: tell',
    );
    expect(planOf(gives, 'both', { queue: 'mail' }).gives).toEqual({
      size: { step: 'first/before', path: ['body', 'length'] },
    });
  });

  it('names whoever benefits by what is included', () => {
    const text = `  pay:
    title: Pay
    source: L1
    internal: true
    risk: high
    params: { to: { type: person, description: Who, beneficiary: true } }
    steps: [{ shell: { run: [pay.sh, "--to={{ params.to }}"] }, effect: unsafe }]
  act:
    title: Act
    source: L2
    risk: high
    approval: one-sre
    params: { who: { type: person, description: Who } }
    steps: [{ include: { action: pay, with: { to: "{{ params.who }}" } } }]`;
    const people = [{ id: 'ana', name: 'Ana', roles: [], accounts: [] }];
    expect(planOf(text, 'act', { who: 'Ana' }, { people }).policy).toMatchObject({
      policy: { beneficiaries: ['ana'] },
    });
  });

  it('keeps the dates that what it includes was given', () => {
    const text = `  save: { title: Save, source: L1, internal: true, risk: low, params: { name: { type: text, description: N } }, steps: [{ shell: { run: [save.sh, "--as={{ params.name }}"] }, effect: idempotent }] }
  act: { title: Act, source: L2, risk: low, steps: [{ include: { action: save, with: { name: "of-{{ run.date }}" } } }] }`;
    const made = planOf(text, 'act');
    expect(made.run).toHaveProperty('date');
    expect(JSON.stringify(made.steps[0]?.spec)).toContain(`--as=of-${made.run?.date}`);
  });
});

describe('a runbook with parts of others', () => {
  it('changes its digest with what is included', () => {
    const [one, other] = ['move.sh', 'moved.sh'].map((name) =>
      runbookOf(demo(MOVE.replace('move.sh', name), 'vars: { shop: { description: S } }')),
    );
    expect(one?.digest).not.toBe(other?.digest);
  });
});
