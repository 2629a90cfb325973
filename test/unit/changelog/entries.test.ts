import { describe, expect, it } from 'vitest';
import { type AuditEntry, entryBody } from '../../../src/audit/entry.ts';
import { changeIn, notedEntry } from '../../../src/changelog/entries.ts';

const AT = new Date('2026-11-30T03:05:00Z');

const queued = (data: AuditEntry['data'] = {}): string =>
  entryBody({
    chain: 'run/run-1',
    kind: 'run.queued',
    actor: 'principal/ana',
    at: AT,
    data: { action: 'shop:clear', title: 'Clear it', mode: 'execute', risk: 'high', plan: 'd1', ...data },
  });
const ended = (kind: string, data: AuditEntry['data'] = {}): string =>
  entryBody({ chain: 'run/run-1', kind, actor: 'service/engine', at: AT, data });
const tell = (body: string, first: string | null = queued()) => changeIn({ chain: 'run/run-1', body, first });
const told = (...given: Parameters<typeof tell>) => {
  const found = tell(...given);
  return found === 'unreadable' ? undefined : found;
};

describe('an entry of the log', () => {
  it('tells of a run that succeeded: what, who asked, why, and of which risk', () => {
    expect(told(ended('run.succeeded'), queued({ reason: 'It was full' }))).toEqual({
      change: {
        ...{ chain: 'run/run-1', system: 'shop', at: AT, by: 'ana', what: 'Clear it' },
        ...{ began: undefined, type: undefined, doneAt: undefined, reason: 'It was full' },
        ...{ ended: undefined, plan: 'd1' },
      },
      run: { action: 'shop:clear', risk: 'high' },
    });
  });

  it.each([
    ['run.succeeded', { certainty: 'on-word' }, 'The run succeeded, part of it only as people say'],
    ['run.succeeded', { severity: 'danger' }, 'The run came to something bad'],
    ['run.failed', { certainty: 'in-doubt' }, 'nobody knows whether all of it took effect'],
    ['run.failed', { certainty: 'in-part' }, 'The run failed, after part of it had been done'],
    ['run.cancelled', { certainty: 'in-doubt' }, 'nobody knows whether all of it took effect'],
    ['run.failed', { certainty: 'tried' }, 'The run failed; what had been done by then is not known'],
    ['run.failed', { wayDown: 'done' }, 'The run failed; its way down was carried out'],
    ['run.succeeded', { outcome: 'by-hand' }, 'it came to "by-hand"'],
    ['run.succeeded', { outcome: 'lost', severity: 'danger' }, 'to something bad: it came to "lost"'],
  ])('tells how %s %o ended, where that was not plainly well', (kind, data, words) => {
    expect(told(ended(kind, data))?.change.ended).toContain(words);
  });

  it.each([['run.failed'], ['run.cancelled']])(
    'tells of no change where it is %s and nothing was done',
    (kind) => {
      expect(tell(ended(kind))).toBeUndefined();
    },
  );

  it('tells of no change where the run was a rehearsal', () => {
    expect(tell(ended('run.succeeded'), queued({ mode: 'dry-run' }))).toBeUndefined();
    expect(tell(ended('run.succeeded', { changed: false }))).toBeUndefined();
  });

  it('tells of what somebody wrote down, as they wrote it', () => {
    const wish = {
      system: 'shop',
      what: 'A new "host": {}',
      type: 'host',
      doneAt: new Date(AT.getTime() - 1),
    };
    const body = entryBody(notedEntry('chg-1', 'ben', wish, AT, null));
    expect(changeIn({ chain: 'change/chg-1', body, first: body })).toEqual({
      change: {
        ...{ ...wish, by: 'ben', at: AT, chain: 'change/chg-1' },
        ...{ began: undefined, reason: undefined, ended: undefined },
      },
    });
  });

  it.each([
    ['what is no entry', () => tell('no entry')],
    ['a run whose first entry is none', () => tell(ended('run.succeeded'), '{}')],
    ['a run whose first entry is gone', () => tell(ended('run.succeeded'), null)],
    ['an entry of another chain', () => changeIn({ chain: 'run/run-2', body: queued(), first: queued() })],
  ])('is told as unreadable, and not as no change: %s', (_what, found) => {
    expect(found()).toBe('unreadable');
  });
});
