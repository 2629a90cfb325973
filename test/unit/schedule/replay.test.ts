import { describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../../src/audit/entry.ts';
import { replayFreeze } from '../../../src/freeze/entries.ts';
import { replayOccurrence } from '../../../src/schedule/entries.ts';

const AT = new Date('2026-05-04T09:00:00Z');

function chain(kinds: readonly string[], data: AuditRecord['data'] = {}, at = AT): readonly AuditRecord[] {
  return kinds.map((kind, index) => ({
    ...{ id: index, seq: index + 1, chain: 'x/x-1', kind, at, data },
    actor: 'service/x',
  }));
}

describe('what the log tells of what was due', () => {
  it.each([
    [['occurrence.due', 'occurrence.begun', 'occurrence.done']],
    [['occurrence.due', 'occurrence.missed', 'occurrence.begun', 'occurrence.said-done']],
    [['occurrence.due', 'occurrence.skipped']],
  ])('may be %j', (kinds) => expect(replayOccurrence(chain(kinds))).toEqual([]));

  it.each([
    [['occurrence.begun'], 'the chain begins with occurrence.begun'],
    [['occurrence.due', 'occurrence.due'], 'it became due a second time'],
    [['occurrence.due', 'occurrence.begun', 'occurrence.begun'], 'it began a second time'],
    [['occurrence.due', 'occurrence.done', 'occurrence.failed'], 'after occurrence.done, which is an end'],
  ])('is found wrong where it is %j', (kinds, why) => {
    expect(replayOccurrence(chain(kinds))).toEqual([
      { seq: kinds.length, problem: expect.stringContaining(why) },
    ]);
  });
});

describe('what the log tells of a freeze', () => {
  const until = { until: new Date(AT.getTime() + 1).toISOString() };

  it('may be that somebody ended it, or that its time was over', () => {
    expect(replayFreeze(chain(['freeze.begun', 'freeze.ended'], until))).toEqual([]);
    expect(replayFreeze(chain(['freeze.begun', 'freeze.over'], { until: AT.toISOString() }))).toEqual([]);
  });

  it('is found wrong where it was over too early, ended twice, or never began', () => {
    const problems = (kinds: readonly string[]) =>
      replayFreeze(chain(kinds, until)).map(({ problem }) => problem);
    expect(problems(['freeze.begun', 'freeze.over'])).toEqual([expect.stringContaining('before its time')]);
    expect(problems(['freeze.begun', 'freeze.ended', 'freeze.ended'])).toEqual([
      'freeze.ended after its end',
    ]);
    expect(problems(['freeze.ended'])).toEqual(['the chain begins with freeze.ended']);
  });
});
