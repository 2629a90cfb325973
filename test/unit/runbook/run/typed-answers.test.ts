import { afterAll, describe, expect, it } from 'vitest';
import { renderModal as renderDiscord } from '../../../../src/bot/platforms/discord/render/modal.ts';
import { renderModal as renderSlack } from '../../../../src/bot/platforms/slack/render/modal.ts';
import type { Json } from '../../../../src/canonical.ts';
import { answerForm } from '../../../../src/commands/answer-form.ts';
import type { ValueRule } from '../../../../src/runbook/definition/construct/value.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import { checkParams } from '../../../../src/runbook/plan/param.ts';
import { checkAnswer } from '../../../../src/runbook/run/answer.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import type { Prompt } from '../../../../src/runbook/steps/step.ts';
import { openExecution } from '../../../support/execution.ts';
import { KNOWN } from '../../../support/known.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';
import { demo, problemsOf, runbookOf } from '../definition/folder.ts';
import { plan } from '../plan/example.ts';

const prompt = (...rules: readonly ValueRule[]): Prompt => ({
  text: 'Since when?',
  choices: [],
  fields: rules.map((rule, index) => ({
    name: `f${index}`,
    label: `Field ${index}`,
    required: true,
    ...rule,
  })),
  of: [],
  notRequester: false,
});

const EACH: readonly (readonly [ValueRule, good: string, value: Json, bad: string, why: string])[] = [
  [{ type: 'text', maxLength: 3 }, 'abc', 'abc', 'abcd', 'has 4 characters'],
  [{ type: 'longtext' }, 'a\nb', 'a\nb', '\u202ea', 'hidden character U+202E'],
  [{ type: 'integer', min: 1 }, '7', 7, '7.5', 'is not a whole number'],
  [{ type: 'integer', min: 1 }, '1', 1, '0', 'is too small'],
  [{ type: 'number', max: 0.5 }, '0.5', 0.5, '0.51', 'is too big'],
  [{ type: 'boolean' }, 'yes', true, 'maybe', 'is neither true nor false'],
  [{ type: 'choice', choices: ['left', 'right'] }, 'left', 'left', 'lift', 'is not one of the choices'],
  [{ type: 'duration', max: '1h' }, '59m', '59m', '61m', 'is too long'],
  [{ type: 'duration', min: '30s' }, '30s', '30s', '29s', 'is too short'],
  [{ type: 'datetime' }, '2026-03-01 12:00Z', '2026-03-01 12:00Z', '2026-03-01 12:00', 'its zone'],
  [{ type: 'url' }, 'https://a.example', 'https://a.example', 'a.example', 'is not a web address'],
  [{ type: 'email' }, 'a@b.example', 'a@b.example', 'a@b', 'is not an e-mail address'],
  [{ type: 'identifier' }, 'run-1', 'run-1', 'a b', 'is not an identifier'],
  [{ type: 'evm-address' }, `0x${'0'.repeat(40)}`, `0x${'0'.repeat(40)}`, '0x1', 'is not an EVM address'],
  [{ type: 'solana-address' }, '1'.repeat(32), '1'.repeat(32), '0', 'is not a Solana address'],
];

describe('an answer of any type that a parameter has', () => {
  it.each(EACH)('is taken and refused as a parameter is: %j', (rule, good, value, bad, why) => {
    expect(checkAnswer(prompt(rule), { f0: good }, KNOWN)).toEqual({ value: { f0: value } });
    expect(checkAnswer(prompt(rule), { f0: bad }, KNOWN)).toMatchObject({
      refusal: { code: 'run.bad-answer', mistakes: { f0: expect.stringContaining(why) as string } },
    });
    const declared = { f0: { description: 'F', ...rule } };
    expect(checkParams(declared, { f0: good }, KNOWN).values).toEqual({ f0: value });
    expect(checkParams(declared, { f0: bad }, KNOWN).problems[0]?.message).toContain(why);
  });

  it('says at its field what to write instead', () => {
    expect(
      checkAnswer(prompt({ type: 'choice', choices: ['left', 'right'] }), { f0: 'lift' }, KNOWN),
    ).toMatchObject({
      refusal: { mistakes: { f0: "Field 0 is not one of the choices. Did you mean 'left'?" } },
    });
  });
});

describe('a time that is counted from now', () => {
  it.each([
    [{ max: 'now' }, '2026-03-01T12:00:00Z', '2026-03-01T12:00:01Z', 'not after 2026-03-01T12:00:00Z (now)'],
    [
      { min: 'now-1h' },
      '2026-03-01T11:00:00Z',
      '2026-03-01T10:59:59Z',
      'not before 2026-03-01T11:00:00Z (now-1h)',
    ],
    [
      { max: 'now+7d' },
      '2026-03-08T12:00:00Z',
      '2026-03-08T14:00:01+02:00',
      'not after 2026-03-08T12:00:00Z (now+7d)',
    ],
    [{ max: '2026-02-01T00:00:00Z' }, '2026-01-31T23:59:59Z', '2026-02-01T00:00:01Z', 'not after 2026-02-01'],
  ])('is compared with the moment of the answer: %j', (bounds, good, bad, words) => {
    const asked = prompt({ type: 'datetime', ...bounds });
    expect(checkAnswer(asked, { f0: good }, KNOWN)).toEqual({ value: { f0: good } });
    expect(checkAnswer(asked, { f0: bad }, KNOWN)).toMatchObject({
      refusal: { mistakes: { f0: expect.stringContaining(words) as string } },
    });
  });
});

const act = (field: string): string =>
  demo(`  act:
    title: Act
    source: L1
    risk: low
    steps:
      - { id: q, ask: { question: Q, fields: [{ name: since, label: Since, ${field} }] } }`);

describe('lint of a field that asks for a type', () => {
  it.each([
    'type: datetime, min: now-7d, max: now, example: "2024-01-15T09:00:00Z"',
    'type: duration, min: 5m, max: 2h',
    'type: integer, min: -1, max: 5',
    'type: choice, choices: [left, right]',
    'type: boolean, required: false',
  ])('takes %s', (field) => {
    expect(problemsOf(act(field))).toEqual([]);
  });

  it.each([
    ['type: datetime, max: later', 'later', 'Write a time with its zone'],
    ['type: datetime, max: now+x', 'now+x', 'Write a time with its zone'],
    ['type: datetime, max: 5', '5', 'Write a time with its zone'],
    ['type: duration, max: 5', '5', 'Write a duration'],
    ['type: integer, max: 5m', '5m', 'Write a number'],
    ['type: text, max: 5', 'max does not apply to type text', 'integer, number, duration, datetime'],
    ['type: choice', 'a choice has no choices', 'choices: [first, second]'],
    ['type: text, choices: [a]', 'has choices', 'type: choice'],
    ['type: datetime, min: now, max: now-1h', 'No time is at least now and at most now-1h', 'Exchange'],
    ['type: duration, min: 2h, max: 90m', 'No duration is at least 2h', 'Exchange'],
    ['type: choice, choices: [a, a]', 'stands here twice', 'Remove one'],
    ['type: datetime, example: yesterday', 'The example "yesterday"', 'Write it as'],
  ])('refuses %s, and says where and what to write', (field, message, suggestion) => {
    expect(problemsOf(act(field))).toMatchObject([
      {
        file: 'demo/a.yaml',
        line: 11,
        message: expect.stringContaining(message) as string,
        suggestion: expect.stringContaining(suggestion) as string,
      },
    ]);
  });

  it('lets a check compare what was asked for as what it is', () => {
    const check = (wanted: string) =>
      `${act('type: datetime, max: now')}
      - assert: { checks: [{ label: S, value: "{{ steps.q.since }}", ${wanted} }] }`;
    expect(problemsOf(check('past: true'))).toEqual([]);
    expect(problemsOf(check('above: 5'))).toMatchObject([
      { message: expect.stringContaining('can never hold') as string },
    ]);
  });
});

describe('a run that asks for a time', () => {
  it('says in its plan what is taken', () => {
    const runbook = runbookOf(act('type: datetime, min: now-7d, max: now'));
    const { act: action } = runbook.actions;
    if (action === undefined) throw new Error('no action');
    const text = JSON.stringify(describePlan(plan({}, { runbook, action }), stepKinds));
    expect(text).toContain('field: Since (required, not before now-7d, not after now)');
  });

  it('compares with the clock of the database when it is answered, not when it was asked', async () => {
    const rig = await openExecution();
    afterAll(() => rig.close());
    const asking = prompt({ type: 'datetime', max: 'now' });
    const { id } = await rig.carryOut(
      planWith([fakeStep('q', { kind: 'ask', spec: asking as unknown as Json })]),
    );
    const soon = new Date((await rig.db.read((reader) => reader.now())).getTime() + 60_000).toISOString();
    await expect(rig.service.answer(id, 'q', 'ben', { f0: soon })).rejects.toThrow('Field 0 is too late');
    rig.clock.advance(61_000);
    await rig.service.answer(id, 'q', 'ben', { f0: soon });
    await rig.engine.work(id);
    expect((await rig.view(id)).steps[0]?.result).toMatchObject({ f0: soon, by: 'ben' });
  });
});

describe('the form of a question', () => {
  const asked = prompt(
    { type: 'datetime', max: 'now' },
    { type: 'choice', choices: ['left', 'right'] },
    { type: 'boolean' },
    { type: 'duration', example: '90s' },
  );
  const view = { id: 'run-1', plan: { title: 'Act' } } as never;
  const reply = answerForm(view, 'q', asked, undefined, []);
  if (reply.type !== 'form') throw new Error(reply.type);
  const form = { ...reply.form, nonce: 'n' };

  it('says how a value is written, and offers what there is to choose', () => {
    expect(form.fields).toMatchObject([
      { type: 'text', hint: 'A time with its zone, such as 2024-01-15T09:00:00Z; not after now' },
      { type: 'choice', choices: [{ value: 'left' }, { value: 'right' }] },
      { type: 'boolean' },
      { type: 'text', hint: 'Such as 90s' },
    ]);
  });

  it('is one that Discord and Slack can show', () => {
    const discord = JSON.stringify(renderDiscord(form));
    const slack = JSON.stringify(renderSlack({ ...form, metadata: '' }));
    for (const shown of [discord, slack]) {
      expect(shown).toContain('A time with its zone');
      expect(shown).toContain('left');
    }
  });
});
