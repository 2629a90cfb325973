import { describe, expect, it } from 'vitest';
import { lastWorked, lastWorkedEach } from '../../../src/commands/last-worked.ts';
import type { LastWorked } from '../../../src/runbook/service.ts';

const NOW = new Date('2026-11-28T12:00:00Z');
const NOTHING = { worked: undefined, failed: undefined };
const at = (text: string, id: string, isEarlier = false) => ({ id, at: new Date(text), isEarlier });
const WORKED = { worked: at('2026-11-25T12:00:20Z', 'run-good'), failed: undefined };
const FAILED = { worked: undefined, failed: at('2026-11-28T10:00:00Z', 'run-bad') };

const port = (...of: readonly LastWorked[]) => ({
  runs: { lastWorked: async () => ({ at: NOW, of }) },
  people: { named: async () => new Map([['ben', { name: 'Ben' }]]) },
});
const ACTION = { ref: 'demo:go', title: 'Go', hasDryRun: false };

describe('when an action last worked', () => {
  it.each([
    ['never, where it was never run', NOTHING, 'Never run here.'],
    [
      'how long ago, and in which run',
      WORKED,
      'Last worked 2 days 23 h ago (run-good, 2026-11-25 12:00:20 UTC).',
    ],
    [
      'that it failed since, and never worked',
      FAILED,
      'Failed when last run, 2 h ago (run-bad, 2026-11-28 10:00:00 UTC); it never worked here.',
    ],
    [
      'that it failed since it worked',
      { ...WORKED, ...{ failed: FAILED.failed } },
      'Failed when last run, 2 h ago (run-bad, 2026-11-28 10:00:00 UTC); last worked 2 days 23 h ago (run-good, 2026-11-25 12:00:20 UTC).',
    ],
    [
      'that its runbook was another then',
      { ...NOTHING, worked: at('2026-11-28T11:59:30Z', 'run-old', true) },
      'Last worked just now (run-old, 2026-11-28 11:59:30 UTC), in an earlier version of its runbook.',
    ],
    [
      'how it ended, where nobody may call that good',
      { ...NOTHING, worked: { ...at('2026-11-28T10:00:00Z', 'run-open'), endedAs: 'unfinished' } },
      'Last ended as unfinished, 2 h ago (run-open, 2026-11-28 10:00:00 UTC).',
    ],
  ])('is said: %s', async (_what, runs, sentence) => {
    expect((await lastWorked(port({ runs, rehearsals: WORKED }), ACTION)).lines).toEqual([sentence]);
  });

  it('is said of rehearsals apart, where there are any', async () => {
    const action = { ...ACTION, hasDryRun: true };
    expect((await lastWorked(port({ runs: NOTHING, rehearsals: NOTHING }), action)).lines).toEqual([
      'Never run here.',
      'Never rehearsed here.',
    ]);
    const [, rehearsed] = (await lastWorked(port({ runs: NOTHING, rehearsals: FAILED }), action)).lines;
    expect(rehearsed).toContain('Failed when last rehearsed, 2 h ago');
    expect(rehearsed).toContain('no rehearsal of it ever went well here');
  });

  it('is said in a few words in a list', async () => {
    const open = { ...NOTHING, worked: { ...at('2026-11-28T10:00:00Z', 'run-open'), endedAs: 'unfinished' } };
    const all = [NOTHING, WORKED, FAILED, open].map((runs) => ({ runs, rehearsals: NOTHING }));
    expect((await lastWorkedEach(port(...all), [ACTION, ACTION, ACTION, ACTION])).words).toEqual([
      'never run here',
      'worked 2 days 23 h ago',
      'failed 2 h ago',
      'ended as unfinished 2 h ago',
    ]);
  });

  it('is said of what runs right now: by whom it was asked for, with the way to it', async () => {
    const underWay = { id: 'run-now', by: 'ben', since: new Date('2026-11-28T11:58:00Z') };
    const live = { runs: { ...NOTHING, underWay }, rehearsals: NOTHING };
    const { lines, ways } = await lastWorked(port(live), ACTION);
    expect(lines).toEqual([
      'It is under way: Ben asked for it 2 min ago (run-now; /ops audit show of:run-now).',
    ]);
    expect(ways).toMatchObject([{ intent: { kind: 'subject.open', data: { subject: 'run/run-now' } } }]);
    const again = { runs: { ...WORKED, underWay }, rehearsals: NOTHING };
    expect((await lastWorked(port(again), ACTION)).lines[1]).toContain('Last worked');
    const each = await lastWorkedEach(port(live), [ACTION]);
    expect(each.words).toEqual(['under way, asked for by Ben']);
    expect(each.ways).toMatchObject([{ label: 'Show: Go' }]);
  });
});
