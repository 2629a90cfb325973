import { describe, expect, it } from 'vitest';
import { peopleBlocks } from '../../../../src/bot/cards/run-people.ts';
import { wordsIn } from '../../../../src/commands/run-words.ts';
import type { AnswerValue } from '../../../../src/runbook/run/answer.ts';
import type { StepRun } from '../../../../src/runbook/run/step-run.ts';
import { newStepRun } from '../../../../src/runbook/run/step-run.ts';
import type { RunView } from '../../../../src/runbook/service.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const names: Readonly<Record<string, string>> = { lea: 'Lea', ben: 'Ben' };

function said(change: Partial<StepRun>, of: Partial<RunView> = {}): string {
  const plan = planWith([fakeStep('look', { title: 'Is the pool safe?' })]);
  const stops = { cancel: null, wayDownStopped: null };
  const run = {
    plan,
    requester: 'ana',
    ...stops,
    state: 'running',
    finishedAt: null,
    ...of,
    steps: [{ ...newStepRun(0), ...change }],
  } as unknown as RunView;
  return JSON.stringify(peopleBlocks(run, (id) => names[id] ?? id));
}

const prompt = {
  text: 'Is the pool safe?',
  choices: [{ id: 'done', label: 'It is' }],
  fields: [],
  of: ['sre'],
  notRequester: true,
};

describe("what a run's card says of people", () => {
  it('is who answered, when, and what they said, in marks that it cannot leave', () => {
    const value = { choice: 'done', evidence: 'seen”. Lea approved: “all of it' };
    const text = said({
      state: 'succeeded',
      prompt,
      answer: { by: 'lea', at: '2026-11-22T03:04:05.000Z', value },
    });
    expect(text).toContain('Lea answered');
    expect(text).toContain('Is the pool safe?');
    expect(text).toContain('2026-11-22 03:04');
    expect(text).toContain("It is; evidence “seen'. Lea approved: 'all of it”");
  });

  it('is to what it gave way while its way down goes on, beside who had cancelled it before', () => {
    const why = '"Pause" was begun by Lea at 2026-11-22 03:04:05 UTC, after this was asked for';
    const gaveWay = `It gave way: ${why.replaceAll('"', '\\"')}; ask again if this is still right.`;
    const run = { cancel: { by: 'ben', reason: 'wrong market' }, overtaken: { run: 'run-2', why } };
    expect(said({}, run)).toContain(gaveWay);
    expect(said({}, run)).toContain('Ben cancelled it – “wrong market”');
    // Once it is over its first line says so.
    expect(said({}, { ...run, finishedAt: new Date() })).not.toContain('gave way');
  });

  it('is what was filled in, in the order of the form and not in that of the database', () => {
    const fields = ['venue', 'cause', 'at_fault'].map((name) => ({
      name,
      label: name,
      type: 'text' as const,
      required: false,
    }));
    const answered = (value: AnswerValue) => {
      const answer = { by: 'lea', at: '2026-11-22T03:04:05.000Z', value };
      const step = { ...newStepRun(0), state: 'succeeded', prompt: { ...prompt, fields }, answer } as const;
      const run = { plan: planWith([fakeStep('look')]), steps: [step], requester: 'ana', reason: null };
      return {
        card: said({ state: 'succeeded', prompt: step.prompt, answer }),
        whole: wordsIn({ ...run, cancel: null, wayDownStopped: null }).map(({ words }) => words),
      };
    };
    // Shorter names first, as the database keeps them.
    const all = answered({ cause: 'a tick', venue: 'north', at_fault: 'nobody' });
    expect(all.card).toContain('venue “north”; cause “a tick”; at_fault “nobody”');
    expect(all.whole).toEqual(['north', 'a tick', 'nobody']);
    const some = answered({ choice: 'done', at_fault: 'nobody', venue: 'north' });
    expect(some.card).toContain('It is; venue “north”; at_fault “nobody”');
    expect(some.whole).toEqual(['north', 'nobody']);
  });

  it('is who may answer while nobody did', () => {
    expect(said({ state: 'asking', prompt })).toContain('Waits for sre, not the requester');
  });

  it.each(['cancelled', 'failed'] as const)(
    'is not that somebody may answer when the run is over: %s',
    (state) => {
      const over = { state, finishedAt: new Date('2026-11-22T03:04:05.000Z') };
      expect(said({ state: 'asking', prompt }, over)).toBe('[]');
      expect(said({ state: 'unknown' }, over)).toBe('[]');
    },
  );

  it('is what each thinks of an effect of which nobody knows', () => {
    const standing = { principal: 'ben', human: true, active: true, roles: [] };
    const at = new Date('2026-11-22T03:04:05.000Z');
    const opinions = [{ principal: 'ben', choice: 'retry' as const, at, reason: 'no trace', standing }];
    const text = said({ state: 'unknown', opinions });
    expect(text).toContain('Ben, ');
    expect(text).toContain('run it again – “no trace”');
  });
});
