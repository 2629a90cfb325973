import { describe, expect, it } from 'vitest';
import { noticeCard } from '../../../../src/bot/cards/notice-card.ts';
import { newStepRun, type StepRun } from '../../../../src/runbook/run/step-run.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const plan = planWith([
  fakeStep('first', { title: 'First' }),
  fakeStep('stop', { title: 'Stop' }),
  fakeStep('check', { title: 'Check' }),
  fakeStep('tell', { title: 'Tell', phase: 'on-failure' }),
  fakeStep('free', { title: 'Free', phase: 'always' }),
]);

function told(states: readonly StepRun['state'][], position: number | undefined) {
  const steps = states.map((state, index) => ({ ...newStepRun(index), state }));
  const run = { id: 'run-1', plan, steps, cancel: null, finishedAt: null };
  return noticeCard(run, 'Look at it.', position, (id) => id);
}

describe('what a run tells a channel', () => {
  it.each([
    ['failed', 'failed Stop'],
    ['unknown', 'unknown Stop (unknown whether it took effect)'],
  ] as const)(
    'is a warning on the way down after a step %s, with that before everything else',
    (state, line) => {
      // One that nobody decided about is past once a step has failed.
      const first = state === 'unknown' ? 'failed' : 'succeeded';
      for (const position of [3, 4]) {
        const card = told([first, state, 'pending', 'running', 'pending'], position);
        expect(card).toMatchObject({ tone: 'warning', status: expect.stringContaining('did not succeed') });
        const [list, text] = card.blocks;
        const items = list?.type === 'list' ? list.items.map(({ mark, text }) => `${mark} ${text}`) : [];
        expect(items[0]).toBe(line);
        expect(items).toContain('skipped Check (not run)');
        expect(text).toEqual({ type: 'text', text: 'Look at it.' });
      }
    },
  );

  it('is plain news from the action itself, and in any case after a success', () => {
    expect(told(['succeeded', 'running', 'pending', 'pending', 'pending'], 1)).toMatchObject({
      tone: 'neutral',
      blocks: [{ type: 'text' }],
    });
    expect(told(['succeeded', 'succeeded', 'succeeded', 'pending', 'running'], 4).tone).toBe('neutral');
    expect(told(['failed', 'pending', 'pending', 'running', 'pending'], undefined).tone).toBe('neutral');
  });
});
