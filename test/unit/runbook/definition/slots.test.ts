import { describe, expect, it } from 'vitest';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import type { Runbook } from '../../../../src/runbook/definition/runbook.ts';
import { makePlan } from '../../../../src/runbook/plan/make-plan.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { OCCASION } from '../../../support/known.ts';
import { folderWith } from './folder.ts';

const TEXT = `runbook: demo
title: Demo
slots:
  trip: { title: Trip the breaker, manual: Trip it in the dashboard, of: [sre] }
actions:
  act:
    title: Act
    risk: low
    params: { why: { type: text, description: Why } }
    steps:
      - { id: tripped, slot: trip }
      - { when: { step: tripped, is: stale }, notify: { text: Stale } }
  look: { title: Look, risk: read, steps: [{ wait: { for: 1s } }] }
`;
/** The notification refers to an outcome that only a filled slot has. */
const PLAIN = TEXT.replace(/^ {6}- \{ when.*\n/m, '');
const FILLED = {
  shell: { run: ['trip.sh', '--why={{ params.why }}'], exits: { '3': 'stale' } },
  effect: 'idempotent',
};

function load(text: string, filling?: unknown) {
  const slots = { demo: filling === undefined ? {} : { trip: filling } };
  return loadRunbooks(folderWith({ 'demo/a.yaml': text }), stepKinds, { slots });
}

function sound(text: string, filling?: unknown): Runbook {
  const { runbooks, problems } = load(text, filling);
  expect(problems).toEqual([]);
  return runbooks[0] as Runbook;
}

function planned(runbook: Runbook) {
  const action = runbook.actions.act;
  if (action === undefined) throw new Error('no action');
  return makePlan({
    runbook,
    action,
    params: { why: 'drill' },
    mode: 'execute',
    environment: 'test',
    settings: { vars: {}, workdir: '/srv' },
    kinds: stepKinds,
    occasion: OCCASION,
    people: [],
  });
}

describe('a slot that nobody has filled in', () => {
  it('is done by hand, and confirmed by somebody else than the requester, with evidence', () => {
    const [step] = planned(sound(PLAIN)).steps;
    expect(step).toMatchObject({
      id: 'tripped',
      kind: 'confirm',
      title: 'By hand: Trip the breaker',
      spec: { text: 'Trip it in the dashboard', of: ['sre'], requester: false, notRequester: true },
    });
    expect(step?.spec).toMatchObject({ fields: [{ name: 'evidence', required: true }] });
  });

  it('is said by the plan, and is known of the runbook', () => {
    const runbook = sound(PLAIN);
    expect(runbook.unfilled).toEqual(['trip']);
    expect(planned(runbook).notes).toEqual([
      expect.stringContaining('Nobody has filled in "Trip the breaker" here'),
    ]);
  });

  it('has no outcome that another step could wait for', () => {
    expect(load(TEXT).problems).toMatchObject([{ message: "Step 'tripped' never ends as 'stale'." }]);
  });
});

describe('a slot that keyturn.yaml fills in', () => {
  it('is that step, under the name and the title that the runbook gives it', () => {
    const runbook = sound(TEXT, FILLED);
    expect(runbook.unfilled).toEqual([]);
    expect(planned(runbook)).toMatchObject({
      notes: [],
      steps: [
        {
          id: 'tripped',
          kind: 'shell',
          title: 'Trip the breaker',
          effect: 'idempotent',
          spec: { argv: ['trip.sh', '--why=drill'] },
        },
        { kind: 'notify', when: { step: 'tripped', choice: 'stale' } },
      ],
    });
  });

  it('makes another definition: what was approved before was something else', () => {
    const digests = [undefined, FILLED, { ...FILLED, effect: 'unsafe' }].map(
      (filling) => sound(PLAIN, filling).digest,
    );
    expect(new Set(digests).size).toBe(3);
  });

  it.each([
    ['no step', 7, 'slots.trip of the system in keyturn.yaml'],
    ['nothing', null, "'trip' is empty, not a block"],
    ['a list', [FILLED], "'trip' is a list of 1, not a block"],
    ['an empty step', {}, "'trip': a step without a kind"],
    ['a misspelt kind', { shel: FILLED.shell }, "shel: Nothing is called 'shel' here"],
    ['a name that is none', { ...FILLED, id: 'A b' }, 'id cannot be said there'],
    ['a slot as well', { ...FILLED, slot: 'trip' }, 'slot cannot be said there'],
    ['a way back as well', { ...FILLED, revert: true }, 'fills in nothing'],
    ['steps of nothing', { include: true }, 'fills in nothing'],
    ['a step of two kinds', { ...FILLED, wait: { for: '1s' } }, 'a step with two kinds'],
    ['a key that no step has', { ...FILLED, tiemout: '1m' }, "'tiemout'"],
    ['a slot', { slot: 'trip' }, 'slot cannot be said there'],
    ['a way back', { revert: true }, 'fills in nothing'],
    ['steps of another action', { include: { action: 'stop' } }, 'fills in nothing'],
    [
      'a name and a condition of its own',
      { ...FILLED, id: 'x', when: { step: 'a', is: 'b' } },
      'id and when cannot be said there',
    ],
  ])('is refused where it is %s', (_what, filling, words) => {
    const { problems, runbooks } = load(PLAIN, filling);
    expect(runbooks).toEqual([]);
    expect(problems).toMatchObject([{ line: 4, message: expect.stringContaining(words) }]);
  });

  it('is told only of keys that stand there', () => {
    const [unkind] = load(PLAIN, {}).problems;
    expect(unkind?.suggestion).toMatch(/exactly one of: .*shell, sql, wait\.$/);
    const [misspelt] = load(PLAIN, { ...FILLED, wehn: 1 }).problems;
    expect(misspelt?.suggestion).toMatch(/^Known here: notes, effect, /);
  });

  it('has its faults mended where it is written', () => {
    const { problems } = load(PLAIN, { ...FILLED, output: { only: ['key'] } });
    expect(problems).toMatchObject([
      { line: 11, suggestion: expect.stringMatching(/ The step stands in keyturn\.yaml: slots\.trip of/) },
    ]);
  });

  it('takes numbers that stand once, and shows people which', () => {
    const text = `${PLAIN}limits: { stop: { title: Longest stop, max: 90s }, tries: { title: Tries, max: "{{ vars.tries }}" } }
vars: { tries: { description: Tries, default: "2" } }
`;
    const filling = {
      shell: { run: ['trip.sh', '--within={{ limits.stop.max }}'] },
      effect: 'idempotent',
      timeout: '{{ limits.stop.max }}',
      retry: { attempts: '{{ limits.tries.max }}' },
    };
    const { steps, numbers } = planned(sound(text, filling));
    expect(steps).toMatchObject([
      { spec: { argv: ['trip.sh', '--within=90s'] }, timeoutMs: 90_000, attempts: 2 },
    ]);
    expect(numbers).toMatchObject([
      { name: 'limits.stop.max', value: '90s', title: 'Longest stop' },
      { name: 'limits.tries.max', from: 'vars.tries' },
    ]);
    const vars = { demo: { tries: '3' } };
    const folder = folderWith({ 'demo/a.yaml': text });
    const [other] = loadRunbooks(folder, stepKinds, { slots: { demo: { trip: filling } }, vars }).runbooks;
    expect(other?.digest).not.toBe(sound(text, filling).digest);
    expect(load(text, { ...filling, timeout: '{{ limits.stopp.max }}' }).problems).toMatchObject([
      { line: 4, message: expect.stringMatching(/^slots\.trip of .*, timeout: There is no limit 'stopp'/) },
    ]);
    expect(load(text, { ...filling, timeout: '{{ limits.tries.max }}' }).problems).toMatchObject([
      { line: 4, message: expect.stringMatching(/^slots\.trip of .*, timeout: /) },
    ]);
  });

  it('is checked like a step of the runbook', () => {
    const { problems } = load(PLAIN, { ...FILLED, shell: { run: ['trip.sh', '{{ params.nope }}'] } });
    expect(problems).toMatchObject([{ line: 11, message: expect.stringContaining("'nope'") }]);
    expect(load(PLAIN, { shell: { run: ['trip.sh'] } }).problems).toMatchObject([
      { line: 11, message: 'This shell step does not say what a crash in the middle means.' },
    ]);
  });
});

describe('a step that is a slot', () => {
  it('names one that exists', () => {
    expect(load(PLAIN.replace('slot: trip }', 'slot: tripp }')).problems).toMatchObject([
      { line: 11, message: "There is no slot 'tripp'.", suggestion: expect.stringContaining("'trip'") },
    ]);
  });

  it('leaves what a crash means, and how long it takes, to whoever fills it in', () => {
    const text = PLAIN.replace('slot: trip }', 'slot: trip, effect: pure, timeout: 1m }');
    expect(load(text).problems.map(({ message }) => message)).toEqual([
      'What `effect` a slot has, only whoever fills it in can say.',
      'What `timeout` a slot has, only whoever fills it in can say.',
    ]);
  });

  it.each([
    ['output', 'output: withheld'],
    ['output', 'output: { only: [key] }'],
    ['retry', 'retry: { attempts: 2 }'],
    ['poll', 'poll: { every: 5s, for: 1m }'],
  ])('says nothing of %s that would be lost once it is filled in, in whatever installation', (key, said) => {
    const text = PLAIN.replace('slot: trip }', `slot: trip, ${said} }`);
    for (const filling of [undefined, FILLED])
      expect(load(text, filling).problems).toMatchObject([
        { line: 11, message: `What \`${key}\` a slot has, only whoever fills it in can say.` },
      ]);
  });

  it('keeps its notes for whoever approves it, in whatever installation', () => {
    const text = PLAIN.replace('slot: trip }', 'slot: trip, notes: [Tell the exchange.] }');
    for (const filling of [undefined, FILLED])
      expect(planned(sound(text, filling)).notes).toContain('Tell the exchange.');
    const noted = { ...FILLED, notes: ['It pages the desk.'] };
    expect(planned(sound(text, noted)).notes).toEqual(['Tell the exchange.', 'It pages the desk.']);
  });

  it.each([
    [
      'a dry run',
      PLAIN.replace('    steps:\n', '    dryRun: [{ slot: trip }]\n    steps:\n'),
      'A dry run',
      10,
    ],
    [
      'an action that only reads',
      PLAIN.replace('steps: [{ wait: { for: 1s } }]', 'steps: [{ slot: trip }]'),
      "'look'",
      12,
    ],
  ])('stands not in %s, in whatever installation', (_where, text, what, line) => {
    for (const filling of [undefined, { ...FILLED, shell: { ...FILLED.shell, run: ['trip.sh'] } }])
      expect(load(text, filling).problems).toMatchObject([
        { line, message: `${what} changes nothing, but a slot is done by hand until somebody fills it in.` },
      ]);
  });

  it('has its roles checked in whatever installation, where they stand', () => {
    const folder = folderWith({ 'demo/a.yaml': PLAIN.replace('of: [sre]', 'of: [sree]') });
    for (const trip of [undefined, FILLED]) {
      const slots = { demo: trip === undefined ? {} : { trip } };
      expect(loadRunbooks(folder, stepKinds, { roles: ['sre'], slots }).problems).toMatchObject([
        { line: 4, message: "keyturn.yaml has no role 'sree'." },
      ]);
    }
  });

  it('ends as its filling may also in a file with another fault', () => {
    const text = TEXT.replace('risk: read', 'risk: raed');
    expect(load(text, FILLED).problems).toMatchObject([{ line: 13 }]);
  });
});
