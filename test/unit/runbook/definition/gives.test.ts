import { describe, expect, it } from 'vitest';
import { demo, problemsOf } from './folder.ts';

const WRITE = 'id: write, shell: { run: [write], find: { buffer: "Buffer: (\\\\S+)" } }, effect: idempotent';

/** Two actions: `write` hands on what is written in `gives`, and `act` takes what is written in `from`. */
function runbook({
  gives = '{ buffer: "{{ steps.write.found.buffer }}" }',
  step = WRITE,
  from = '{ action: write, gives: buffer }',
  more = '',
} = {}): string {
  return demo(`  write:
    title: Write
    source: L1
    risk: low
    steps: [{ ${step} }]
    gives: ${gives}
  act:
    title: Act
    source: L1
    risk: low
    params: { buffer: { type: text, description: B, from: ${from}${more} } }
    steps: [{ shell: { run: [act, "{{ params.buffer }}"] }, effect: idempotent }]`);
}

describe('what an action hands on', () => {
  it('is taken where it is there whenever the action has succeeded', () => {
    expect(problemsOf(runbook())).toEqual([]);
    expect(problemsOf(runbook({ from: '{ action: write, gives: buffer, within: 2h }' }))).toEqual([]);
    expect(problemsOf(runbook({ from: '{ action: write, or: [write], gives: buffer }' }))).toEqual([]);
  });

  it.each([
    [
      'more than one result',
      '{ buffer: "at {{ steps.write.found.buffer }}" }',
      'one result of a step, whole',
    ],
    ['no result', '{ buffer: "9xQe" }', 'one result of a step, whole'],
    ['a parameter', '{ buffer: "{{ params.x }}" }', 'one result of a step, whole'],
    ['a whole result', '{ buffer: "{{ steps.write }}" }', 'does not say which part'],
    ['what no pattern finds', '{ buffer: "{{ steps.write.found.bufer }}" }', "has no 'bufer'"],
    ['the result of no step', '{ buffer: "{{ steps.wrote.found.buffer }}" }', "no earlier step 'wrote'"],
  ])('is refused where it is %s', (_what, gives, words) => {
    expect(problemsOf(runbook({ gives }))).toMatchObject([
      { message: expect.stringContaining(words) as string },
    ]);
  });

  it('is refused where the output is withheld', () => {
    const problems = problemsOf(runbook({ step: `${WRITE}, output: withheld` }));
    expect(problems).toMatchObject([
      { message: expect.stringContaining('its output is withheld') as string },
    ]);
  });

  it.each([
    ['an action that there is not', '{ action: wrote, gives: buffer }', "no action 'wrote'"],
    ['another one that there is not', '{ action: write, or: [wrote], gives: buffer }', "no action 'wrote'"],
    [
      'another one that does not hand it on',
      '{ action: write, or: [act], gives: buffer }',
      "'act' hands on no 'buffer'",
    ],
    ['what is not handed on', '{ action: write, gives: bufer }', "hands on no 'bufer'"],
    ['a time that is no time', '{ action: write, gives: buffer, within: soon }', 'soon'],
  ])('cannot be taken from %s', (_what, from, words) => {
    expect(problemsOf(runbook({ from }))).toMatchObject([
      { message: expect.stringContaining(words) as string },
    ]);
  });

  it('is one list where it is picked', () => {
    const pick = runbook({ from: '{ action: write, or: [write], gives: buffer }' });
    const problems = problemsOf(pick.replace('type: text', 'type: pick'));
    expect(problems.map(({ message }) => message).join()).toContain('a pick has one list');
  });

  it('is the default, and no other one', () => {
    const problems = problemsOf(runbook({ more: ', default: x' }));
    expect(problems).toMatchObject([{ message: expect.stringContaining('one default') as string }]);
  });
});
