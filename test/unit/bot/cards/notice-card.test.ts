import { describe, expect, it } from 'vitest';
import { noticeCard } from '../../../../src/bot/cards/notice-card.ts';
import type { Plan, PlannedStep } from '../../../../src/runbook/plan/plan.ts';
import type { Overtaken } from '../../../../src/runbook/run/run.ts';
import { newStepRun, type StepRun } from '../../../../src/runbook/run/step-run.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const plan = planWith([
  fakeStep('first', { title: 'First' }),
  fakeStep('stop', { title: 'Stop' }),
  fakeStep('check', { title: 'Check' }),
  fakeStep('tell', { title: 'Tell', phase: 'on-failure' }),
  fakeStep('free', { title: 'Free', phase: 'always' }),
]);

function told(
  states: readonly StepRun['state'][],
  position: number | undefined,
  cancel: Parameters<typeof noticeCard>[0]['cancel'] = null,
  overtaken?: Overtaken,
) {
  const steps = states.map((state, index) => ({ ...newStepRun(index), state }));
  const gaveWay = overtaken === undefined ? {} : { overtaken };
  const run = { id: 'run-1', plan, steps, cancel, finishedAt: null, ...gaveWay };
  return noticeCard(run, 'Look at it.', position, (id) => id);
}

describe('what a run tells a channel', () => {
  const itemsOf = (card: ReturnType<typeof told>): readonly string[] => {
    const [list] = card.blocks;
    return list?.type === 'list' ? list.items.map(({ mark, text }) => `${mark} ${text}`) : [];
  };

  it.each([
    ['failed', 'failed Stop', 'It did not succeed: "Stop" failed.'],
    [
      'unknown',
      'unknown Stop (unknown whether it took effect)',
      // One that nobody decided about is past once a step has failed.
      'It did not succeed: "First" failed.',
    ],
  ] as const)(
    'is a warning on the way down after a step %s, which says what failed before everything else',
    (state, line, status) => {
      const first = state === 'unknown' ? 'failed' : 'succeeded';
      for (const position of [3, 4]) {
        const card = told([first, state, 'pending', 'running', 'pending'], position);
        expect(card).toMatchObject({ tone: 'warning', status: expect.stringContaining(status) });
        expect(itemsOf(card).slice(0, 3)).toEqual([
          first === 'failed' ? 'failed First' : 'done First',
          line,
          'skipped Check (not run)',
        ]);
        expect(card.blocks[1]).toEqual({ type: 'text', text: 'Look at it.' });
      }
    },
  );

  it('lists what was done on the way down before it, behind what the action did, and says that it is done', () => {
    const card = told(['succeeded', 'failed', 'pending', 'succeeded', 'running'], 4);
    expect(card).toMatchObject({
      tone: 'warning',
      status: 'It did not succeed: "Stop" failed. What followed so far is done.',
    });
    expect(itemsOf(card)).toEqual([
      'done First',
      'failed Stop',
      'skipped Check (not run)',
      'done If it fails: Tell',
    ]);
  });

  it('is red where what followed did not succeed either', () => {
    const card = told(['succeeded', 'failed', 'pending', 'failed', 'running'], 4);
    expect(card.tone).toBe('danger');
    expect(card.status).toContain('Of what followed, this is not done: "If it fails: Tell".');
  });

  it('says who cancelled it', () => {
    const states = ['succeeded', 'cancelled', 'pending', 'running', 'pending'] as const;
    const card = told(states, 3, { by: 'Ben', reason: null });
    expect(card.status).toBe('Ben cancelled it before its end.');
  });

  const PAUSED: Overtaken = {
    run: 'run-2',
    why: '"Pause" was begun by Ana at 2026-11-02 09:12:04 UTC, after this was asked for',
  };
  const GAVE_WAY =
    'It gave way: "Pause" was begun by Ana at 2026-11-02 09:12:04 UTC, after this was asked for; ask again if this is still right.';

  it('says to what it gave way, and names nobody as the one who cancelled it', () => {
    const states = ['succeeded', 'pending', 'pending', 'running', 'pending'] as const;
    expect(told(states, 3, null, PAUSED).status).toBe(GAVE_WAY);
    // As a version stored it that had no place of its own for that.
    const reason = `${PAUSED.why}. Look at what it was for (/ops audit show of:run-2), and ask again if this is still right.`;
    expect(told(states, 3, { by: 'service/engine', reason }).status).toBe(GAVE_WAY);
  });

  it('says what was left out of the way down, and for what, where something had failed or was cancelled before', () => {
    const failed = ['succeeded', 'failed', 'pending', 'cancelled', 'running'] as const;
    expect(told(failed, 4, null, PAUSED)).toMatchObject({
      tone: 'warning',
      status: `It did not succeed: "Stop" failed. Left out: "If it fails: Tell". ${GAVE_WAY}`,
    });
    expect(itemsOf(told(failed, 4, null, PAUSED)).at(-1)).toBe('skipped If it fails: Tell (left out)');
    const cancelled = ['succeeded', 'pending', 'pending', 'cancelled', 'running'] as const;
    expect(told(cancelled, 4, { by: 'Ben', reason: null }, PAUSED).status).toBe(
      `Ben cancelled it before its end. Left out: "If it fails: Tell". ${GAVE_WAY}`,
    );
  });

  it('is plain news from the action itself, and in any case after a success', () => {
    expect(told(['succeeded', 'running', 'pending', 'pending', 'pending'], 1)).toMatchObject({
      tone: 'neutral',
      blocks: [{ type: 'text' }],
    });
    expect(told(['succeeded', 'succeeded', 'succeeded', 'pending', 'running'], 4).tone).toBe('neutral');
    expect(told(['failed', 'pending', 'pending', 'running', 'pending'], undefined).tone).toBe('neutral');
  });
});

describe('news that is good or bad', () => {
  const outcomes = { threat: { severity: 'danger' }, calm: { severity: 'good' } } as const;

  function notice(text: string, step: Partial<PlannedStep>, change: Partial<Plan> = {}) {
    const plan = planWith(
      [fakeStep('tell', { kind: 'notify', spec: { channel: null, text: [] }, ...step })],
      {
        outcomes,
        ...change,
      },
    );
    const steps = [{ ...newStepRun(0), state: 'running' as const }];
    return noticeCard({ id: 'run-1', plan, steps, cancel: null, finishedAt: null }, text, 0, (id) => id);
  }

  it('begins with a word for it, and with what happened', () => {
    const spec = { channel: null, text: [], severity: 'warning' };
    expect(notice('The disk is nearly full.\nLess than 5% is left.', { spec })).toMatchObject({
      tone: 'warning',
      status: 'Attention: The disk is nearly full.',
      blocks: [{ type: 'text', text: 'Less than 5% is left.' }],
    });
  });

  it('is as bad as the outcome that it tells of, unless it says otherwise', () => {
    const behind = (choice: string) => ({ when: { step: 'verify', choice } });
    expect(notice('It is real.', behind('threat'))).toMatchObject({
      tone: 'danger',
      status: 'Danger: It is real.',
      blocks: [],
    });
    expect(notice('All is well.', behind('calm'))).toMatchObject({
      tone: 'success',
      status: 'Good: All is well.',
    });
    expect(notice('Who knows.', behind('unspoken')).tone).toBe('neutral');
    const spec = { channel: null, text: [], severity: 'info' };
    expect(notice('For the record.', { ...behind('threat'), spec }).tone).toBe('neutral');
  });

  it('is called after its action where it is too long to be read first', () => {
    const long = 'word '.repeat(60);
    expect(notice(long, { when: { step: 'verify', choice: 'threat' } })).toMatchObject({
      status: 'Danger: Go',
      blocks: [{ type: 'text', text: long }],
    });
  });

  it('stays red on the way down of what did not succeed', () => {
    const spec = { channel: null, text: [], severity: 'danger' };
    const plan = planWith([fakeStep('stop'), fakeStep('tell', { phase: 'on-failure', spec })]);
    const steps = [
      { ...newStepRun(0), state: 'failed' as const },
      { ...newStepRun(1), state: 'running' as const },
    ];
    const run = { id: 'run-1', plan, steps, cancel: null, finishedAt: null };
    expect(noticeCard(run, 'Look at it.', 1, (id) => id).tone).toBe('danger');
  });
});
