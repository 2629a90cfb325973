import { describe, expect, it } from 'vitest';
import { runCard } from '../../../../src/bot/cards/run-card.ts';
import { NO_OUTPUT } from '../../../../src/runbook/engine/output/store.ts';
import type { Plan, Poll } from '../../../../src/runbook/plan/plan.ts';
import { decide } from '../../../../src/runbook/run/decided.ts';
import type { Opinion } from '../../../../src/runbook/run/decision.ts';
import type { RunState } from '../../../../src/runbook/run/run.ts';
import { newStepRun, type StepRun } from '../../../../src/runbook/run/step-run.ts';
import { stateInWords } from '../../../../src/runbook/run/words.ts';
import type { RunView } from '../../../../src/runbook/service.ts';
import { fakeStep, ONE_SRE, planWith } from '../../../support/planned.ts';

const told = 'its program may still run on db-2, where this process cannot stop it';
const at = new Date('2026-11-22T03:04:05.000Z');

function cardOf(state: RunState, change: Partial<StepRun>, lock: string | null = 'pool/main') {
  const step = { ...newStepRun(0), startedAt: at, stillRunning: { told, host: 'db-2 pid:[1]' }, ...change };
  const run = {
    id: 'run-1',
    plan: planWith([fakeStep('drain', { title: 'Drain the pool' })], { lock, policy: ONE_SRE }),
    requester: 'ana',
    requestId: null,
    state,
    outcome: null,
    note: null,
    cancel: state === 'cancelled' ? { by: 'ben', reason: null } : null,
    wayDownStopped: null,
    reason: null,
    queuedAt: at,
    startedAt: at,
    finishedAt: ['failed', 'cancelled', 'succeeded'].includes(state) ? at : null,
    steps: [step],
    printed: NO_OUTPUT,
  } as unknown as RunView;
  const card = runCard(run, { name: (id) => id });
  const labels = card.controls.map((control) => control.label);
  return { ...card, labels, text: JSON.stringify(card.blocks) };
}

describe('the card of a run of which a program could not be stopped', () => {
  it('says so while its step is unknown, and offers nothing that would go on beside it', () => {
    const { status, labels, text } = cardOf('unknown', { state: 'unknown' });
    expect(status).toBe(
      `Nobody knows whether "Drain the pool" took effect. And ${told}. Nothing goes on beside it.`,
    );
    expect(labels).toEqual(['It does not run any more', 'Abort']);
    expect(text).toContain('To say that it does not run any more: 1 of sre, not the requester');
  });

  it.each([
    ['failed', 'failed'],
    ['cancelled', 'cancelled'],
    ['cancelled', 'unknown'],
    ['succeeded', 'cancelled'],
  ] as const)('says why its lock is kept when the run has %s and its step is %s', (state, step) => {
    const { status, labels, tone } = cardOf(state, { state: step });
    expect(status).toContain(`Its lock pool/main is kept: of "Drain the pool", ${told}.`);
    expect(labels).toEqual(['It does not run any more', 'Run again', 'Details', 'Log']);
    expect(tone).not.toBe('success');
    expect(tone).not.toBe('neutral');
  });

  it('asks nobody to release what keeps nobody waiting', () => {
    const { status, labels } = cardOf('failed', { state: 'failed' }, null);
    expect(status).not.toContain('lock');
    expect(labels).toEqual(['Run again', 'Details', 'Log']);
  });

  it('offers what it did when the program is gone', () => {
    const { status, labels } = cardOf('unknown', { state: 'unknown', stillRunning: null });
    expect(status).toContain('Look, then decide below.');
    expect(labels).toEqual(['Run the step again', 'It was done', 'Abort']);
  });
});

describe('the card of a run', () => {
  const steps = (...states: readonly Partial<StepRun>[]) =>
    states.map((change, position) => ({ ...newStepRun(position), startedAt: at, ...change }));

  function drawn(state: RunState, ran: readonly StepRun[], phase?: 'on-failure', poll?: Poll) {
    const plan = planWith(
      ran.map(({ position }) =>
        fakeStep(`s${position}`, {
          title: `Step ${position + 1}`,
          ...(poll === undefined ? {} : { poll }),
          ...(phase !== undefined && position === ran.length - 1 ? { phase } : {}),
        }),
      ),
    );
    const run = {
      id: 'run-1',
      plan,
      requester: 'ana',
      requestId: null,
      state,
      outcome: null,
      note: null,
      cancel: null,
      wayDownStopped: null,
      reason: null,
      queuedAt: at,
      startedAt: at,
      finishedAt: ['failed', 'cancelled', 'succeeded', 'refused'].includes(state) ? at : null,
      steps: ran,
      printed: NO_OUTPUT,
    } as unknown as RunView;
    const card = runCard(run, { name: (id) => `${id}!` });
    const list = card.blocks.find((block) => block.type === 'list');
    return { ...card, items: list?.type === 'list' ? list.items : [], words: stateInWords(run) };
  }

  it('says who decided that a step was done, and does not look like a success that Keyturn saw', () => {
    const done = decide(newStepRun(0), 'done', { by: 'ben' }, 'the breaker is closed', at);
    const { status, tone, items, words } = drawn('succeeded', [done]);
    expect(tone).toBe('warning');
    expect(status).toContain('Keyturn did not see all of it: "Step 1" is done only as ben! says');
    expect(items).toEqual([{ mark: 'done', text: 'Step 1 (done, as ben! says; Keyturn did not see it)' }]);
    expect(words).toBe('succeeded, as people say');
    // Where it took two of them, one word alone would not have been enough.
    const standing = { principal: 'dora' } as unknown as Opinion['standing'];
    const first: Opinion = { principal: 'dora', choice: 'done', reason: 'I see it', at, standing };
    const other: Opinion = { ...first, principal: 'eve', choice: 'retry' };
    expect(drawn('succeeded', [{ ...done, opinions: [first, other] }]).status).toContain(
      'is done only as dora! and ben! say',
    );
    expect(drawn('succeeded', steps({ state: 'succeeded' }))).toMatchObject({ tone: 'success' });
    // What a program prints does not make it somebody's word.
    const result = { decidedBy: 'ben', choice: 'done', reason: 'x', stdout: '' };
    expect(drawn('succeeded', steps({ state: 'succeeded', result })).tone).toBe('success');
  });

  /** How often something stands on a card, its table of checks left out. */
  function timesIn({ status, blocks }: ReturnType<typeof drawn>, words: string): number {
    const rest = blocks.filter(({ type }) => type !== 'table');
    return JSON.stringify([status, rest]).split(words).length - 1;
  }

  it('says once why a step has failed: whole in its first line, or below where that has no room', () => {
    const checks = ['RPC', 'Oracles'].map((label) => ({ label, found: 3, expected: 'at most 2', ok: false }));
    const one = drawn('failed', steps({ state: 'failed', reason: 'RPC is 3', result: { checks } }));
    expect(one.status).toContain('at the step "Step 1": RPC is 3.');
    expect(timesIn(one, 'RPC is 3')).toBe(1);
    const reason = `RPC is 3; Oracles is ${'x'.repeat(120)}`;
    const many = drawn('failed', steps({ state: 'failed', reason, result: { checks } }));
    expect(many.status).toContain('at the step "Step 1": 2 checks do not hold.');
    expect(timesIn(many, 'RPC is 3')).toBe(1);
    const next = 'Mend it.';
    const other = drawn('failed', steps({ state: 'failed', reason: 'x ended with exit code 1', next }));
    expect(timesIn(other, 'exit code 1')).toBe(1);
    expect(timesIn(other, 'Mend it.')).toBe(1);
    // While its way down goes on, the first line tells of that.
    const down = steps({ state: 'failed', reason: 'RPC is 3' }, { state: 'running' });
    expect(timesIn(drawn('running', down, 'on-failure'), 'RPC is 3')).toBe(1);
  });

  it('says how far a step is that looks again, until when it looks, and looks the same while it does', () => {
    const found = { reason: 'exit code 1', result: { seen: '2 of 3' }, attempt: 7 };
    const poll = { everyMs: 60_000, forMs: 3_600_000 };
    const cards = (['waiting', 'running'] as const).map((state) =>
      drawn(state, steps({ ...found, state }), undefined, poll),
    );
    for (const { status, items, blocks } of cards) {
      expect(status).toBe(
        'Waiting until this holds: Step 1 (2 of 3), at most until 2026-11-22 04:04:05 UTC.',
      );
      expect(items).toEqual([{ mark: 'doing', text: 'Step 1 (2 of 3)' }]);
      expect(JSON.stringify(blocks)).toContain('"Found so far","value":"2 of 3"');
    }
  });

  it('draws how far a long job is, at which pace, and when it is through at that', () => {
    const meter = {
      done: 450,
      total: 1000,
      failed: 3,
      unit: 'accounts',
      from: 0,
      since: '2026-11-22T03:04:05.000Z',
    };
    const poll = { everyMs: 60_000, forMs: 3_600_000 };
    const bar = (at: string, moved: string) => {
      const result = { meter: { ...meter, at, moved } };
      const { status, blocks } = drawn(
        'waiting',
        steps({ reason: 'x', result, state: 'waiting' }),
        undefined,
        poll,
      );
      expect(status).toContain(
        'until this holds: Step 1 (450 of 1000 accounts (45%), 3 failed), at most until',
      );
      return blocks.find(({ type }) => type === 'progress');
    };
    const moving = '2026-11-22T03:14:05.000Z';
    expect(bar(moving, moving)).toEqual({
      type: 'progress',
      label: 'Step 1',
      text: '450 of 1000 accounts (45%), 3 failed; about 45 a minute; through at about 2026-11-22 03:27:00 UTC at this pace',
      shares: { done: 0.45, failed: 0.003 },
    });
    expect(bar('2026-11-22T03:20:05.000Z', moving)).toMatchObject({
      text: '450 of 1000 accounts (45%), 3 failed; no change since 2026-11-22 03:14:05 UTC',
    });
  });

  it('says of a step whose time was up what was seen last, and not that it went wrong', () => {
    const { blocks } = drawn(
      'succeeded',
      steps({ state: 'succeeded', outcome: 'unfinished', reason: 'seen last: queued' }),
    );
    expect(JSON.stringify(blocks)).toContain('"Not finished in time","value":"seen last: queued"');
  });

  it('counts the looks that found something, and not the one that is under way', () => {
    const poll = { everyMs: 60_000, forMs: 3_600_000 };
    const noted = (change: Partial<StepRun>) =>
      drawn(
        change.state === 'waiting' ? 'waiting' : 'running',
        steps({ reason: 'exit code 1', ...change }),
        undefined,
        poll,
      ).items[0]?.text;
    expect(noted({ state: 'waiting', attempt: 1 })).toBe('Step 1 (not yet; looked once)');
    expect(noted({ state: 'running', attempt: 2 })).toBe('Step 1 (not yet; looked once)');
    expect(noted({ state: 'waiting', attempt: 2 })).toBe('Step 1 (not yet; looked 2 times)');
  });

  it('draws what nobody knows as neither failed nor done, while it waits and after it was aborted or cancelled', () => {
    const waiting = drawn('unknown', steps({ state: 'unknown', reason: 'the connection broke' }));
    expect(waiting.items).toEqual([{ mark: 'unknown', text: 'Step 1 (unknown whether it took effect)' }]);
    expect(JSON.stringify(waiting.blocks)).toContain('Why nobody knows');
    expect(JSON.stringify(waiting.blocks)).not.toContain('What went wrong');

    const aborted = drawn('failed', [decide(newStepRun(0), 'abort', { by: 'ben' }, 'it hangs', at)]);
    expect(aborted.items[0]?.mark).toBe('unknown');
    expect(aborted.status).toContain('nobody knows whether "Step 1" took effect');
    expect(aborted.status).not.toContain('Failed');
    expect([aborted.tone, aborted.words]).toEqual(['warning', 'unknown whether it took effect']);

    const cancelled = drawn('cancelled', steps({ state: 'cancelled', outcome: 'unknown' }));
    expect(cancelled.items).toEqual([
      { mark: 'unknown', text: 'Step 1 (cancelled; unknown whether it took effect)' },
    ]);
    expect(cancelled.status).toContain('Nobody knows whether "Step 1" took effect.');
    expect([cancelled.tone, cancelled.words]).toEqual([
      'warning',
      'cancelled: unknown whether it took effect',
    ]);
  });

  it.each(['failed', 'cancelled', 'succeeded', 'refused'] as const)(
    'has nothing to do or under way any more when it has %s',
    (state) => {
      const every = steps(
        { state: 'pending', startedAt: null },
        ...(['pending', 'asking', 'waiting', 'doubtful', 'interrupted', 'unknown'] as const).map(
          (state): Partial<StepRun> => ({ state }),
        ),
      );
      const run = drawn(state, every);
      expect(run.items.filter(({ mark }) => mark === 'todo' || mark === 'doing')).toEqual([]);
      expect(run.items[0]).toEqual({ mark: 'skipped', text: 'Step 1 (not run)' });
      // It was begun, and was to be tried again.
      expect(run.items[1]).toEqual({ mark: 'skipped', text: 'Step 2 (not finished)' });
    },
  );

  it('says on its way down that what was not begun is not run', () => {
    const ran = steps(
      { state: 'failed', reason: 'x' },
      { state: 'pending', startedAt: null },
      { state: 'running' },
    );
    expect(drawn('running', ran, 'on-failure').items.map(({ mark, text }) => `${mark} ${text}`)).toEqual([
      'failed Step 1',
      'skipped Step 2 (not run)',
      'doing If it fails: Step 3',
    ]);
  });

  it('puts what went wrong first once it is over, and folds what went as it should', () => {
    const checks = Array.from({ length: 6 }, (_, index) => ({
      label: `Check ${index}`,
      ok: index !== 3,
      found: index,
      expected: '3',
    }));
    const ran = steps(
      { state: 'succeeded' },
      { state: 'failed', reason: 'Check 3 is 3, not 4', next: 'Mend it.', result: { checks } },
      { state: 'pending', startedAt: null },
    );
    const { status, tone, blocks } = drawn('failed', ran);
    expect(status).toBe('Failed after 0 ms at the step "Step 2": Check 3 is 3, not 4.');
    expect(tone).toBe('danger');
    const [trouble, misses, holding, all] = blocks;
    expect(trouble).toMatchObject({
      type: 'fields',
      fields: [{ label: 'What you can do', value: 'Mend it.' }],
    });
    expect(misses).toMatchObject({ type: 'table', rows: [['✗', 'Check 3', '3', '3']] });
    expect(misses).not.toHaveProperty('fold');
    expect(holding).toMatchObject({ type: 'table', fold: '5 checks hold' });
    expect(all).toMatchObject({ type: 'list', fold: '3 steps: 1 failed, 1 done, 1 not run' });
  });

  it('asks for attention where what was approved was not started', () => {
    const { tone, status } = drawn('refused', steps({ state: 'pending', startedAt: null }));
    expect([tone, status]).toEqual(['warning', 'Not started']);
  });

  it('follows its steps while it goes on, and folds none of them', () => {
    const { blocks } = drawn('running', steps({ state: 'succeeded' }, { state: 'running' }));
    expect(blocks[0]).toMatchObject({ type: 'list', items: [{ mark: 'done' }, { mark: 'doing' }] });
    expect(blocks.every(({ fold }) => fold === undefined)).toBe(true);
  });
});

describe('the buttons of a run', () => {
  const choices = [
    { id: 'yes', label: 'Yes' },
    { id: 'no', label: 'No' },
  ];
  const prompt = { text: 'Is it real?', choices, fields: [], of: [], notRequester: false };

  function buttonsOf(state: RunState, own: Partial<StepRun>, down: Partial<StepRun> = {}) {
    const plan = planWith([fakeStep('a'), fakeStep('b', { phase: 'always' })], {
      next: [
        { action: 'test:one', title: 'One', after: { outcome: 'succeeded' } },
        { action: 'test:two', title: 'Two', after: { outcome: 'failed' } },
      ],
    });
    const run = {
      id: 'run-1',
      plan,
      requester: 'ana',
      requestId: null,
      state,
      outcome: null,
      note: null,
      cancel: null,
      wayDownStopped: null,
      reason: null,
      queuedAt: at,
      startedAt: at,
      finishedAt: ['failed', 'cancelled', 'succeeded', 'refused'].includes(state) ? at : null,
      steps: [
        { ...newStepRun(0), ...own },
        { ...newStepRun(1), ...down },
      ],
      printed: NO_OUTPUT,
    } as unknown as RunView;
    return runCard(run, { name: (id) => id }).controls;
  }

  it('never invite anybody to end what follows a failure, which may be what puts things in order', () => {
    const down = buttonsOf(
      'running',
      { state: 'failed', startedAt: at },
      { state: 'running', startedAt: at },
    );
    expect(down).toMatchObject([{ label: 'Leave the rest undone', style: 'default' }]);
  });

  /** In the order in which a run may come to them. */
  const pictures = [
    buttonsOf('queued', {}),
    buttonsOf('running', { state: 'running', startedAt: at }),
    buttonsOf('asking', { state: 'asking', prompt, startedAt: at }),
    buttonsOf('unknown', { state: 'unknown', startedAt: at }),
    buttonsOf('running', { state: 'failed', startedAt: at }, { state: 'running', startedAt: at }),
    buttonsOf('asking', { state: 'failed', startedAt: at }, { state: 'asking', prompt, startedAt: at }),
    buttonsOf('failed', { state: 'failed', startedAt: at }, { state: 'succeeded', startedAt: at }),
    buttonsOf('succeeded', { state: 'succeeded', startedAt: at }, { state: 'succeeded', startedAt: at }),
    buttonsOf('cancelled', { state: 'cancelled', startedAt: at }),
  ];
  /** Those that do something at one click: no form asks, and they do not only show something. */
  const AT_ONCE: ReadonlySet<string> = new Set(['run.cancel', 'run.answer']);

  it('never put one that does something at one click where another such one stood', () => {
    for (const before of pictures)
      for (const after of pictures)
        before.forEach((was, place) => {
          const is = after[place];
          if (is === undefined || is.type === 'link' || was.type === 'link' || is.opensForm) return;
          if (!AT_ONCE.has(is.intent.kind) || !AT_ONCE.has(was.intent.kind)) return;
          expect(is.intent.kind, `at ${place}, where ${was.label} stood`).toBe(was.intent.kind);
        });
  });

  it('ask by a form, or by a question of their own, before they start or stop anything once Cancel is gone', () => {
    const [, , , , down, , failed, done] = pictures;
    expect(down?.map(({ label }) => label)).toEqual(['Leave the rest undone']);
    expect(failed?.map(({ label }) => label)).toEqual(['Two', 'Run again', 'Details', 'Log']);
    expect(done?.map(({ label }) => label)).toEqual(['One', 'Run again', 'Details', 'Log']);
    for (const controls of [down, failed, done])
      for (const control of controls ?? [])
        expect('opensForm' in control || ['Details', 'Log'].includes(control.label)).toBe(true);
  });
});

describe('what to do after a run that did not succeed', () => {
  const TEXT = 'It is NOT paused. Pause it from the wallet now.';

  function failed(change: Partial<Plan>, told: StepRun['state'] = 'pending') {
    const plan = planWith(
      [fakeStep('pause', { title: 'Pause' }), fakeStep('tell', { kind: 'notify', phase: 'on-failure' })],
      { risk: 'critical', ...change },
    );
    const steps = [
      {
        ...newStepRun(0),
        state: 'failed',
        reason: 'no answer',
        next: 'Run the action again.',
        startedAt: at,
      },
      { ...newStepRun(1), state: told, result: told === 'succeeded' ? { text: TEXT } : null },
    ];
    const run = {
      ...{ id: 'run-1', plan, requester: 'ana', requestId: null, state: 'failed', outcome: null, note: null },
      ...{ cancel: null, wayDownStopped: null, reason: null, queuedAt: at, startedAt: at, finishedAt: at },
      ...{ steps, printed: NO_OUTPUT },
    } as unknown as RunView;
    const { blocks, status, controls } = runCard(run, { name: (id) => id });
    return { text: JSON.stringify(blocks), status, labels: controls.map(({ label }) => label) };
  }

  it('is what its runbook told people, and neither general advice nor a button stands against that', () => {
    const { text, labels } = failed({}, 'succeeded');
    expect(text).toContain(`"label":"What you can do","value":"${TEXT}"`);
    expect(text).not.toContain('Run the action again');
    expect(labels).not.toContain('Run again');
  });

  it('is what its author says of that end', () => {
    const { text, status, labels } = failed({ outcomes: { failed: { says: 'Look at Vercel first.' } } });
    expect(status).toContain('Look at Vercel first.');
    expect(text).not.toContain('Run the action again');
    expect(labels).not.toContain('Run again');
  });

  it('is what is generally so where the author says nothing', () => {
    const { text, labels } = failed({});
    expect(text).toContain('Run the action again.');
    expect(labels).toContain('Run again');
  });

  it('may be to run it again all the same, where it only looks', () => {
    expect(failed({ risk: 'read' }, 'succeeded').labels).toContain('Run again');
  });

  it('leaves an emergency its button: to stop once more is never wrong', () => {
    const policy = { kind: 'break-glass', policy: {} } as unknown as RunView['plan']['policy'];
    expect(failed({ policy }, 'succeeded').labels).toContain('Run again');
  });
});

describe('the first line of a run whose program printed much', () => {
  it('has its last line, where it said why it stopped', () => {
    const reason = `sync ended with exit code 1: ${'a'.repeat(90)} ⏎ ${'b'.repeat(90)} ⏎ the disk is full`;
    const { status, text } = cardOf('failed', { state: 'failed', reason, stillRunning: null });
    expect(status).toContain('sync ended with exit code 1: … the disk is full');
    expect(text).toContain('a'.repeat(90));
  });

  it('has both lines where there are two: either may be the one that says why', () => {
    const [error, at] = [
      `error: no space left on device, ${'e'.repeat(90)}`,
      `dumping table 12 of 48, ${'d'.repeat(90)}`,
    ];
    for (const lines of [
      [error, at],
      [at, error],
    ]) {
      const reason = `dump ended with exit code 1: ${lines.join(' ⏎ ')}`;
      const { status } = cardOf('failed', { state: 'failed', reason, stillRunning: null });
      expect(status).toContain('error: no space left on device');
      expect(status).toContain('dumping table 12 of 48');
    }
  });

  it('is amber, and not as usual, while only what follows a failure goes on', () => {
    const plan = planWith([fakeStep('a'), fakeStep('b', { phase: 'on-failure' })]);
    const run = {
      ...{
        id: 'run-1',
        plan,
        requester: 'ana',
        requestId: null,
        state: 'running',
        outcome: null,
        note: null,
      },
      ...{ cancel: null, wayDownStopped: null, reason: null, queuedAt: at, startedAt: at, finishedAt: null },
      steps: [
        { ...newStepRun(0), state: 'failed', startedAt: at },
        { ...newStepRun(1), state: 'running', startedAt: at },
      ],
      printed: NO_OUTPUT,
    } as unknown as RunView;
    expect(runCard(run, { name: (id) => id }).tone).toBe('warning');
  });

  it('counts what was cancelled half-way as such, and not as never run', () => {
    const card = cardOf('cancelled', { state: 'cancelled', stillRunning: null }, null);
    expect(card.text).toContain('1 step: 1 cancelled');
  });
});
