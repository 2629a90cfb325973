import { describe, expect, it } from 'vitest';
import { demo, problemsOf } from './folder.ts';

const VERIFY = 'shell: { run: [verify], exits: { "0": harmless, "3": threat } }, effect: pure';

/** An action that ends as `harmless` or `threat`, one that resets, and what is written of the ends of the first. */
function runbook(outcomes: string, { step = VERIFY, more = '' } = {}): string {
  return demo(`  verify:
    title: Verify
    source: L1
    risk: read
    outcomes: ${outcomes}
    steps: [{ id: v, ${step} }${more}]
  reset: { title: Reset, source: L1, risk: low, steps: [{ shell: { run: [reset] }, effect: idempotent }] }`);
}

const both = (threat: string): string => `{ harmless: { severity: good }, threat: ${threat} }`;

describe('what an author says of the ends of an action', () => {
  it.each([
    ['a severity each', both('{ severity: danger }')],
    ['what it means and what comes next', both('{ severity: danger, says: It is real., next: [reset] }')],
    [
      'what comes after plain success and after a failure',
      '{ succeeded: { next: [reset] }, failed: { says: Look at it., next: [reset] } }',
    ],
  ])('may be %s', (_what, outcomes) => {
    expect(problemsOf(runbook(outcomes))).toEqual([]);
  });

  it.each([
    [
      'an end that there is not',
      both('{ severity: danger }, thread: { severity: info }'),
      "never ends as 'thread'",
    ],
    [
      'no severity where others have one',
      '{ harmless: { severity: good } }',
      "Nothing is said of the outcome 'threat'",
    ],
    [
      'words alone where others have a severity',
      both('{ says: It is real. }'),
      "Nothing is said of the outcome 'threat'",
    ],
    ['a severity that there is not', both('{ severity: red }'), 'red'],
    ['a severity of a failure', '{ failed: { severity: info } }', "How good or bad 'failed' is says Keyturn"],
    ['a next action that there is not', both('{ severity: danger, next: [rest] }'), "no action 'rest'"],
    [
      'more next actions than anybody weighs',
      both('{ severity: danger, next: [reset, reset, reset, reset] }'),
      'too big',
    ],
    ['a placeholder', both('{ severity: danger, says: "{{ steps.v.exit }}" }'), 'Nothing is filled in here'],
  ])('is refused where it is %s', (_what, outcomes, words) => {
    expect(problemsOf(runbook(outcomes))).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining(words) as string }),
    );
  });

  it('is asked for of the ends that a run can have, and not of those that a later step decides anew', () => {
    const branch = ', { id: b, branch: { question: Which way?, choices: { left: L, right: R } } }';
    const of = '{ left: { severity: info }, right: { severity: info } }';
    expect(problemsOf(runbook(of, { more: branch }))).toEqual([]);
    // Of an earlier one it may speak all the same: a notice behind it takes its severity.
    expect(
      problemsOf(runbook(`${of.slice(0, -2)}, threat: { severity: danger } }`, { more: branch })),
    ).toEqual([]);
  });
});

describe('what a check offers where it does not hold', () => {
  const more = (next: string): string =>
    `, { assert: { checks: [{ label: Exit, value: "{{ steps.v.exit }}", equals: 0, next: ${next} }] } }`;

  it('is an action of the runbook', () => {
    expect(problemsOf(runbook('{}', { more: more('reset') }))).toEqual([]);
    expect(problemsOf(runbook('{}', { more: more('rest') }))).toMatchObject([
      { message: expect.stringContaining("no action 'rest'") as string },
    ]);
  });
});

it('lets a notice say how bad its news is, in the words that there are', () => {
  const notify = (severity: string): string => `, { notify: { text: Look., severity: ${severity} } }`;
  expect(problemsOf(runbook('{}', { more: notify('danger') }))).toEqual([]);
  expect(problemsOf(runbook('{}', { more: notify('P0') }))).toHaveLength(1);
});

describe('what an exit code means', () => {
  const written = (exits: string, effect: string): string =>
    demo(`  pay:
    title: Pay
    source: L1
    risk: low
    unchecked: The bank shows it.
    steps: [{ shell: { run: [pay], exits: ${exits} }, effect: ${effect} }]`);

  it('may be doubt, and may be said of every other code', () => {
    expect(problemsOf(written('{ "2": failed, other: in-doubt }', 'unsafe'))).toEqual([]);
  });

  it('is no outcome of the action where it is doubt or a failure', () => {
    const outcomes = both('{ severity: danger }');
    const more = ', { shell: { run: [note], exits: { "2": failed, "75": in-doubt } }, effect: idempotent }';
    expect(problemsOf(runbook(outcomes, { more }).replace('risk: read', 'risk: low'))).toEqual([]);
  });

  it('cannot be doubt where the step only reads', () => {
    expect(problemsOf(written('{ "2": in-doubt }', 'pure'))).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('no end of it is in doubt') as string }),
    );
  });

  it.each(['succeeded', 'cancelled', 'refused'])('cannot be how a run ends: %s', (end) => {
    expect(problemsOf(written(`{ "2": ${end} }`, 'unsafe'))).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('how a run ends') as string }),
    );
  });
});
