import { describe, expect, it } from 'vitest';
import { resolveBreakGlass } from '../../../../src/approval/review/policy.ts';
import { inWords } from '../../../../src/audit/words.ts';
import { noticeCard } from '../../../../src/bot/cards/notice-card.ts';
import { runCard } from '../../../../src/bot/cards/run-card.ts';
import type { Json } from '../../../../src/canonical.ts';
import { NO_OUTPUT } from '../../../../src/runbook/engine/output/store.ts';
import type { NextStep, Plan, PlannedStep, When } from '../../../../src/runbook/plan/plan.ts';
import { foundOf } from '../../../../src/runbook/run/found/found.ts';
import { nextAfter } from '../../../../src/runbook/run/next.ts';
import { newStepRun, type StepRun } from '../../../../src/runbook/run/step-run.ts';
import { stateInWords } from '../../../../src/runbook/run/words.ts';
import type { RunView } from '../../../../src/runbook/service.ts';
import { fakeStep, planWith } from '../../../support/planned.ts';

const at = new Date(0);
const GLASS = {
  kind: 'break-glass',
  policy: resolveBreakGlass({
    of: ['sre'],
    limit: { count: 1, per: 1_000 },
    review: { of: ['sre'], quorum: 1, within: 1_000 },
    page: 'sre',
  }),
} as unknown as Json;

const spec = (does: string, service: string, expected: string | null = null) =>
  ({ does, service, expect: expected }) as unknown as Json;
const stop = (service: string, change: Partial<PlannedStep> = {}) =>
  fakeStep(`stop-${service}`, {
    kind: 'service',
    spec: spec('stop', service),
    effect: 'idempotent',
    ...change,
  });
const isDown = (service: string) =>
  fakeStep(`down-${service}`, {
    kind: 'service',
    spec: spec('status', service, 'down'),
    phase: 'on-failure',
  });
const FOUND: When = { check: {}, says: 'it is so' };
const tells = (severity: string, when: When | null) =>
  fakeStep(`tell-${severity}`, { kind: 'notify', phase: 'on-failure', spec: { severity }, when });

/** What became of a step; a name of a state alone where it began. */
type Became = StepRun['state'] | Partial<StepRun>;

function ended(
  state: RunView['state'],
  steps: readonly (readonly [PlannedStep, Became])[],
  plan: Partial<Plan> = {},
): RunView {
  return {
    ...{ id: 'run-1', requestId: 'req-1', requester: 'ana', state, outcome: null, note: null, offers: null },
    ...{ reason: null, queuedAt: at, startedAt: at, finishedAt: at, wayDownStopped: null, place: null },
    cancel: state === 'cancelled' ? { by: 'ben', reason: 'a mistake' } : null,
    plan: planWith(
      steps.map(([planned]) => planned),
      { policy: GLASS, risk: 'critical', ...plan },
    ),
    steps: steps.map(([, became], position) => {
      const change = typeof became === 'string' ? { state: became } : became;
      const startedAt = change.state === 'pending' || change.state === 'skipped' ? null : at;
      return { ...newStepRun(position), startedAt, ...change };
    }),
    printed: NO_OUTPUT,
  } as unknown as RunView;
}

const SEEN_UP: Partial<StepRun> = {
  state: 'failed',
  result: { service: 'trader', up: true, stands: 'active' },
};
const CARD = { name: (id: string) => id };
const labels = (run: RunView) => runCard(run, CARD).controls.map((one) => ('label' in one ? one.label : ''));

describe('what is said of an emergency that has ended', () => {
  it.each([
    ['cancelled', 'Stopped: trader is down. Cancelled by ben'],
    ['failed', 'Stopped: trader is down. Failed'],
  ] as const)('is that it stopped the thing, where that was seen, though its run %s', (state, first) => {
    const mark = fakeStep('mark');
    const run = ended(state, [
      [stop('trader'), 'succeeded'],
      [mark, state],
    ]);
    expect(runCard(run, CARD)).toMatchObject({ tone: 'warning', status: expect.stringContaining(first) });
    expect(stateInWords(run)).toMatch(/^stopped: trader is down; the run (was cancelled|failed)$/);
  });

  it.each(['cancelled', 'failed', 'succeeded'] as const)(
    'is in red that the thing still runs, where that was seen, though its run %s',
    (state) => {
      const looks = fakeStep('look', { kind: 'service', spec: spec('status', 'trader') });
      const run = ended(state, state === 'succeeded' ? [[looks, 'succeeded']] : [[stop('trader'), SEEN_UP]], {
        outcomes: { succeeded: { says: 'Nothing trades.' } },
      });
      const card = runCard(run, CARD);
      expect(card).toMatchObject({
        tone: 'danger',
        status: expect.stringMatching(/^NOT stopped: trader still runs\./),
      });
      expect(card.status).not.toContain('Nothing trades.');
      expect(stateInWords(run)).toContain('NOT stopped: trader still runs');
    },
  );

  it('is in red that nobody knows, where nobody saw it', () => {
    const run = ended('cancelled', [[stop('trader'), { state: 'cancelled', outcome: 'unknown' }]]);
    expect(runCard(run, CARD)).toMatchObject({
      tone: 'danger',
      status: expect.stringMatching(/^Nobody knows whether trader is stopped\. Cancelled by ben/),
    });
    expect(stateInWords(ended('failed', [[fakeStep('pause'), 'failed']]))).toBe(
      'nobody knows whether all that it was to stop is stopped; the run failed',
    );
  });

  it('is by the last look at each of several things, and not known while one was never looked at', () => {
    const first = [stop('trader'), SEEN_UP] as const;
    expect(foundOf(ended('failed', [first, [isDown('trader'), 'succeeded']]))).toEqual({
      verdict: 'stopped',
      services: ['trader'],
    });
    const other = [stop('dashboard'), 'pending'] as const;
    expect(foundOf(ended('failed', [[stop('trader'), 'succeeded'], other]))).toEqual({
      verdict: 'unknown',
      services: ['dashboard'],
    });
  });

  it('is what its way down tells by what that found, where it stops no service', () => {
    const pause = [fakeStep('pause'), 'failed'] as const;
    const verdict = (severity: string, when: When | null) =>
      foundOf(ended('failed', [pause, [tells(severity, when), 'succeeded']]))?.verdict;
    expect(verdict('warning', FOUND)).toBe('stopped');
    expect(verdict('danger', FOUND)).toBe('unknown');
    expect(verdict('warning', null)).toBe('unknown');
  });

  it('is not that all is stopped, where its way down found a danger beside a service that is down', () => {
    const run = ended('failed', [
      [stop('trader'), 'succeeded'],
      [fakeStep('mark'), 'failed'],
      [tells('danger', { step: 'by-hand', choice: 'goes-on' }), 'failed'],
    ]);
    expect(foundOf(run)?.verdict).toBe('unknown');
  });

  it('is that it stopped nothing, where it was cancelled before anything had begun', () => {
    const run = ended('cancelled', [[fakeStep('pause'), 'pending']]);
    expect(runCard(run, CARD).status).toMatch(/^Stopped nothing: none of it had begun\. Cancelled by ben/);
  });

  it('stays what its author says, where its end and what was seen are one', () => {
    const run = ended('succeeded', [[stop('trader'), 'succeeded']], {
      outcomes: { succeeded: { says: 'Nothing trades.' } },
    });
    expect(runCard(run, CARD)).toMatchObject({
      tone: 'success',
      status: expect.stringContaining('Nothing trades.'),
    });
  });

  it('is not hung on what its way down would have looked at, where it needed none', () => {
    const run = ended('succeeded', [
      [fakeStep('pause'), 'succeeded'],
      [isDown('trader'), 'pending'],
    ]);
    expect(foundOf(run)?.verdict).toBe('stopped');
  });

  it('is nothing of what is no emergency, or only rehearses one', () => {
    const steps = [[stop('trader'), SEEN_UP]] as const;
    expect(foundOf(ended('failed', steps, { policy: null }))).toBeUndefined();
    expect(foundOf(ended('failed', steps, { mode: 'dry-run' }))).toBeUndefined();
  });

  it('stands in its notices and in the log', () => {
    const run = ended('failed', [
      [fakeStep('pause'), 'failed'],
      [stop('trader', { phase: 'on-failure' }), 'succeeded'],
      [tells('warning', FOUND), 'running'],
    ]);
    expect(noticeCard(run, 'All is down.', 2, CARD.name)).toMatchObject({
      tone: 'warning',
      status: expect.stringMatching(/^Stopped: trader is down\. It did not succeed/),
    });
    expect(inWords('run.cancelled', { found: 'runs' })).toContain('what it was to stop still ran');
  });
});

describe('what is offered behind an emergency', () => {
  const behind = (name: string, outcome: string): NextStep => ({
    action: `test:${name}`,
    title: name,
    after: { outcome },
  });
  const next = [behind('evidence', 'succeeded'), behind('resume', 'succeeded'), behind('kill', 'failed')];
  const plan = { next: [...next, behind('resume', 'failed')], undoneBy: ['test:resume'] };
  const seen = (state: RunView['state']) => ended(state, [[stop('trader'), 'succeeded']], plan);
  const missed = (state: RunView['state']) => ended(state, [[stop('trader'), SEEN_UP]], plan);

  it.each(['cancelled', 'failed', 'succeeded'] as const)(
    'follows that it stopped the thing, though its run %s, and doing it once more stands behind that',
    (state) => {
      const found = labels(seen(state));
      expect(found.slice(0, 2)).toEqual(['evidence', 'resume']);
      expect(found.at(-1)).toBe('Run again');
    },
  );

  it.each(['cancelled', 'failed', 'succeeded'] as const)(
    'is the other way to stop the thing, and nothing that starts it, where it runs on and its run %s',
    (state) => {
      const run =
        state === 'succeeded'
          ? ended(
              state,
              [[fakeStep('look', { kind: 'service', spec: spec('status', 'trader') }), 'succeeded']],
              plan,
            )
          : missed(state);
      expect(nextAfter(run).map(({ title }) => title)).toEqual(['kill']);
      expect(labels(run).slice(0, 2)).toEqual(['kill', 'Run again']);
    },
  );

  it('is never first what starts the thing again', () => {
    const run = ended('succeeded', [[stop('trader'), 'succeeded']], {
      next: [behind('resume', 'succeeded')],
      undoneBy: ['test:resume'],
      revert: { action: 'test:resume', title: 'resume' },
    });
    expect(nextAfter(run)).toEqual([]);
    expect(labels(run)[0]).toBe('Show the request');
    expect(labels(run)).toContain('Take it back');
  });

  it('is not to take back what nobody saw stopped', () => {
    const looks = fakeStep('look', { kind: 'service', spec: spec('status', 'trader') });
    const run = ended('succeeded', [[looks, 'succeeded']], {
      revert: { action: 'test:resume', title: 'resume' },
    });
    expect(labels(run)).not.toContain('Take it back');
  });
});
