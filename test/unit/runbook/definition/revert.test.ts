import { describe, expect, it } from 'vitest';
import { sequenceOf } from '../../../../src/runbook/definition/construct/sequence.ts';
import { makePlan } from '../../../../src/runbook/plan/make-plan.ts';
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

  it('is refused where it only looks, and on the way down where it requires something or needs what is not there', () => {
    const look = 'steps: [{ shell: { run: [ls] }, effect: pure }]';
    expect(
      problemsOf(banner([REVERT, STEPS], look).replace('risk: low', 'risk: read')).map(
        ({ message }) => message,
      ),
    ).toEqual(["'hide' has risk read: it changes nothing, so it takes nothing back."]);
    const needy = `requires: [{ action: show, within: 1h }], steps: [{ ${SHELL} }]`;
    const down = [REVERT, STEPS, 'onFailure: [{ revert: true }]'];
    expect(problemsOf(banner(down, needy)).map(({ message }) => message)).toEqual([
      "'hide' requires what nobody can wait for on the way down.",
    ]);
    const lacking = `${PARAMS}, steps: [{ shell: { run: [ls, "{{ params.place }}"] }, effect: idempotent }]`;
    expect(problemsOf(banner(down, lacking))).toMatchObject([
      { line: 13, message: "The action has no parameter 'place'." },
    ]);
  });

  it('runs on the way down under names of its own, and speaks of its own results there', () => {
    const back = `${PARAMS}, steps: [{ id: look, shell: { run: [ls], exits: { "3": gone } }, effect: pure }, { ${SHELL} }, { when: { step: look, is: gone }, notify: { text: "{{ steps.look.exit }} {{ steps.step-2.exit }}" } }]`;
    const own = `steps: [{ id: look, shell: { run: [ls] }, effect: pure }, { ${SHELL} }]`;
    const { actions } = runbookOf(
      banner(
        [
          PARAMS,
          own,
          REVERT,
          'onFailure: [{ revert: true }, { notify: { text: "{{ steps.look.state }}" } }]',
        ],
        back,
      ),
    );
    const action = actions.show;
    if (action === undefined) throw new Error('no action');
    const steps = sequenceOf(action, 'execute').map(({ step }) => step);
    expect(steps.map(({ id }) => id)).toEqual([
      'look',
      undefined,
      'revert-look',
      'revert-step-2',
      'revert-step-3',
      undefined,
    ]);
    expect(steps[4]).toMatchObject({
      when: { step: 'revert-look', choice: 'gone' },
      written: { text: '{{ steps.revert-look.exit }} {{ steps.revert-step-2.exit }}' },
    });
    expect(steps[5]?.written).toEqual({ text: '{{ steps.look.state }}' });
  });

  it('is part of the plan that people approve: its steps, and what would take it back', () => {
    const runbook = runbookOf(banner([PARAMS, STEPS, REVERT, 'onFailure: [{ revert: true }]']));
    const action = runbook.actions.show;
    if (action === undefined) throw new Error('no action');
    const plan = makePlan({
      runbook,
      action,
      params: { place: 'shop' },
      occasion: OCCASION,
      people: [],
      mode: 'execute',
      environment: 'demo',
      settings: { vars: {}, workdir: '/srv/demo' },
      kinds: stepKinds,
    });
    expect(plan.revert).toEqual({ action: 'demo:hide', title: 'Hide it', remindMs: 86_400_000 });
    expect(plan.steps).toMatchObject([{ id: 'step-1' }, { id: 'revert-step-1', phase: 'on-failure' }]);
  });
});
