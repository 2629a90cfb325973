import { describe, expect, it } from 'vitest';
import { demo, problemsOf } from './folder.ts';

/** An action whose lists of steps each stand on a line of their own from line 10 on. */
const action = (...lists: readonly string[]): string =>
  demo(`  act:\n    title: Act\n    source: L1\n    risk: low\n    ${lists.join('\n    ')}`);

const LOOK = 'steps: [{ id: look, http: { get: "http://127.0.0.1/x" } }]';

describe('lint looks at the way down as at every step', () => {
  it('takes what became of each step before it, also where its result may be missing', () => {
    const says = [
      'onFailure: [{ id: seen, http: { get: "http://127.0.0.1/y" } }, { notify: { text: "{{ steps.look.state }} {{ steps.look.reason }} {{ steps.look.body.x }} {{ steps.seen.body }}" } }]',
      'always: [{ when: { step: pick, is: a }, notify: { text: "{{ steps.seen.state }}" } }]',
    ];
    const branch =
      'steps: [{ id: look, http: { get: "http://127.0.0.1/x" } }, { id: pick, branch: { question: Which, choices: { a: A, b: B } } }]';
    expect(problemsOf(action(branch, ...says))).toEqual([]);
  });

  it.each([
    [
      'a step that does not stand before it',
      'onFailure: [{ notify: { text: "{{ steps.loop.state }}" } }]',
      "no earlier step 'loop'",
    ],
    [
      'a field that no result has',
      'onFailure: [{ notify: { text: "{{ steps.look.output }}" } }]',
      "has no 'output'",
    ],
    ['a name that a step of the action has', 'onFailure: [{ id: look, wait: { for: 1s } }]', "'look'"],
    [
      'a step that does not say what a crash means',
      'always: [{ http: { post: "http://127.0.0.1/x" } }]',
      'does not say what a crash',
    ],
    [
      'a channel that the runbook does not have',
      'always: [{ notify: { channel: nowhere, text: x } }]',
      'No channel of this runbook',
    ],
    [
      'a secret where people see it',
      'onFailure: [{ notify: { text: "{{ secrets.A }}" } }]',
      'cannot stand here',
    ],
  ])('refuses %s', (_name, list, words) => {
    const message = expect.stringContaining(words) as string;
    expect(problemsOf(action(LOOK, list))).toMatchObject([{ line: 11, message }]);
  });

  it('refuses what only the way down may ask of a step', () => {
    const after =
      'steps: [{ id: look, http: { get: "http://127.0.0.1/x" } }, { notify: { text: "{{ steps.look.state }}" } }]';
    expect(problemsOf(action(after))).toMatchObject([{ line: 10 }]);
  });

  it('knows channels of a rehearsal as well', () => {
    const message = expect.stringContaining('No channel of this runbook') as string;
    const list = 'dryRun: [{ notify: { channel: nowhere, text: x } }]';
    expect(problemsOf(action(LOOK, list))).toMatchObject([{ line: 11, message }]);
  });
});
