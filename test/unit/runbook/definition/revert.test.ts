import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../../src/runbook/plan/make-plan.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { OCCASION } from '../../../support/known.ts';
import { demo, problemsOf, runbookOf } from './folder.ts';

const SHELL = 'shell: { run: [ls] }, effect: idempotent';
const PARAMS = 'params: { place: { type: choice, description: Where, choices: [shop, store] } }';

/** `show` with some lines of its own from line 11 on, and what takes it back. */
const banner = (lines: readonly string[], back = `${PARAMS}, steps: [{ ${SHELL} }]`): string =>
  demo(`  hide: { title: Hide it, source: L1, risk: low, ${back} }
  show:
    title: Show it
    source: L2
    risk: low
    ${lines.join('\n    ')}`);

const REVERT = 'revert: { action: hide, remind: 24h }';
const STEPS = `steps: [{ ${SHELL} }]`;

/** The plan of an action of such a runbook. */
function planned(
  text: string,
  params: Readonly<Record<string, string>> = { place: 'shop' },
  id = 'show',
): Plan {
  const runbook = runbookOf(text);
  const action = runbook.actions[id];
  if (action === undefined) throw new Error('no action');
  return makePlan({
    runbook,
    action,
    params,
    occasion: OCCASION,
    people: [],
    mode: 'execute',
    environment: 'demo',
    settings: { vars: {}, workdir: '/srv/demo' },
    kinds: stepKinds,
  });
}

describe('what takes an action back', () => {
  it('is an action that changes something, and can be named on the way down', () => {
    expect(problemsOf(banner([PARAMS, STEPS, REVERT, 'onFailure: [{ revert: true }]']))).toEqual([]);
  });

  it.each([
    ['an action that there is not', ['revert: { action: hid }', STEPS], 11, "There is no action 'hid'."],
    ['itself', ['revert: { action: show }', STEPS], 11, 'Nothing takes itself back.'],
    [
      'a time that is none',
      ['revert: { action: hide, remind: soon }', STEPS],
      11,
      "'soon' is not a duration",
    ],
    [
      'a value of another type',
      ['params: { place: { type: integer, description: Where } }', REVERT, STEPS],
      12,
      "Its parameter 'place' is of type choice, and here of type integer.",
    ],
    [
      'steps that nothing names',
      [STEPS, 'onFailure: [{ revert: true }]'],
      12,
      'Nothing says how this action is taken back.',
    ],
    [
      'steps in the middle of the action',
      [`steps: [{ ${SHELL} }, { revert: true }]`, PARAMS, REVERT],
      11,
      'What an action did is taken back only after it failed.',
    ],
    [
      'what the steps themselves say',
      [STEPS, PARAMS, REVERT, 'onFailure: [{ revert: true, timeout: 5m }]'],
      14,
      'What `timeout` the steps have that take it back, their own action says.',
    ],
  ])('is refused: %s', (_name, lines, line, words) => {
    const message = expect.stringContaining(words) as string;
    expect(problemsOf(banner(lines))).toMatchObject([{ line, message }]);
  });

  it('is refused where it only looks, and where nobody can ask for it', () => {
    const look = 'steps: [{ shell: { run: [ls] }, effect: pure }]';
    expect(
      problemsOf(banner([REVERT, STEPS], look).replace('risk: low', 'risk: read')).map(
        ({ message }) => message,
      ),
    ).toEqual(["'hide' has risk read: it changes nothing, so it takes nothing back."]);
    expect(problemsOf(banner([REVERT, STEPS], `internal: true, ${STEPS}`))).toMatchObject([
      { line: 11, message: "'hide' is a part of other actions, and nobody can ask for it." },
    ]);
  });

  it('is a part of others only for a part, which reminds of nothing by itself', () => {
    const part = (revert: string) =>
      banner(['internal: true', revert, STEPS, 'onFailure: [{ revert: true }]'], `internal: true, ${STEPS}`);
    expect(problemsOf(part('revert: { action: hide }'))).toEqual([]);
    expect(problemsOf(part(REVERT))).toMatchObject([
      { line: 12, message: "'show' is a part of other actions, and nobody is reminded of a part." },
    ]);
  });

  const DOWN = [REVERT, STEPS, 'onFailure: [{ revert: true }]'];
  it.each([
    ['needs what is not there', `${PARAMS}, ${STEPS}`, "'hide' needs 'place', which it is not given."],
    [
      'requires the action itself',
      `requires: [{ action: show, within: 1h }], ${STEPS}`,
      "'hide', which it includes, requires 'show' itself, so that could never run first.",
    ],
    [
      'has a way down of its own',
      `onFailure: [{ ${SHELL} }], ${STEPS}`,
      "'hide' has a way down, which only an inclusion in `steps` can have.",
    ],
  ])('is refused on the way down where it %s', (_what, back, message) => {
    expect(problemsOf(banner(DOWN, back))).toMatchObject([{ line: 13, message }]);
  });

  it('is refused on the way down where it has more risk, and where what breaks the glass would do it unapproved', () => {
    const approved = `approval: one-sre, ${STEPS}`;
    const risky = banner(DOWN, approved).replace('risk: low', 'risk: high');
    expect(problemsOf(risky)).toMatchObject([
      { line: 13, message: "'show' has risk low, and 'hide', which it includes, has risk high." },
    ]);
    const glass = 'of: [sre], limit: { count: 1, per: 1h }, review: { of: [sre], quorum: 1, within: 1h }';
    const broken = banner([...DOWN, 'reduces: risk', `breakGlass: { ${glass}, page: sre }`], approved);
    expect(problemsOf(broken.replaceAll('risk: low', 'risk: high'))).toMatchObject([
      {
        line: 13,
        message:
          "'show' is break-glass and runs at once, and 'hide', which it includes, must be approved before.",
      },
    ]);
  });

  it('runs on the way down under names of its own, and speaks of its own results there', () => {
    const back = `${PARAMS}, steps: [{ id: look, shell: { run: [ls], exits: { "3": gone } }, effect: pure }, { ${SHELL} }, { when: { step: look, is: gone }, notify: { text: "{{ steps.look.exit }}" } }]`;
    const own = `steps: [{ id: look, shell: { run: [ls] }, effect: pure }, { ${SHELL} }]`;
    const told = '{ notify: { text: "{{ steps.look.state }}" } }';
    const { steps } = planned(
      banner([PARAMS, own, REVERT, `onFailure: [{ title: Back, revert: true }, ${told}]`], back),
    );
    expect(steps.map(({ id }) => id)).toEqual([
      ...['look', 'step-2'],
      ...['revert/look', 'revert/step-2', 'revert/step-3', 'step-4'],
    ]);
    expect(steps[2]).toMatchObject({ phase: 'on-failure', title: expect.stringMatching(/^Back: /) });
    expect(steps[4]?.when).toEqual({ step: 'revert/look', choice: 'gone' });
    expect(JSON.stringify(steps[4]?.spec)).toContain('revert/look');
  });

  it('is given the values of the action, and its own where that has none', () => {
    const back = `params: { place: { type: choice, description: Where, choices: [shop, store] }, tries: { type: integer, description: Tries, default: 3 } }, steps: [{ shell: { run: [hide, "{{ params.place }}", "{{ params.tries }}"] }, effect: idempotent }]`;
    const { steps, includes } = planned(
      banner([PARAMS, STEPS, REVERT, 'onFailure: [{ revert: true }]'], back),
    );
    expect(steps[1]?.spec).toMatchObject({ argv: ['hide', 'shop', '3'] });
    expect(includes).toMatchObject([{ action: 'demo:hide', params: { place: 'shop' } }]);
  });

  it('brings its lock, its requirements, its cooldown and its approvers to the action that names it on its way down', () => {
    const back = `lock: banner, cooldown: 10m, requires: [{ action: look, within: 1h }], approval: { groups: [{ of: [lead], quorum: 2 }], expires: 5m }, ${STEPS}`;
    const text = banner(['approval: one-sre', REVERT, STEPS, 'onFailure: [{ revert: true }]'], back)
      .replaceAll('risk: low', 'risk: high')
      .concat(
        '  look: { title: Look, source: L3, risk: read, steps: [{ shell: { run: [ls] }, effect: pure }] }\n',
      );
    const plan = planned(text, {});
    expect(plan).toMatchObject({
      lock: 'banner',
      requires: [{ action: 'demo:look' }],
      cooldowns: [{ action: 'demo:hide', ms: 600_000, also: ['demo:show'] }],
      policy: {
        policy: {
          groups: [
            { of: ['sre'], quorum: 1 },
            { of: ['lead'], quorum: 2 },
          ],
          expiresMs: 300_000,
        },
      },
    });
  });

  it('is part of the plan that people approve: its steps, and what would take it back', () => {
    const plan = planned(banner([PARAMS, STEPS, REVERT, 'onFailure: [{ revert: true }]']));
    expect(plan.revert).toEqual({ action: 'demo:hide', title: 'Hide it', remindMs: 86_400_000 });
    expect(plan.steps).toMatchObject([{ id: 'step-1' }, { id: 'revert/step-1', phase: 'on-failure' }]);
  });
});
