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
const told = (body: string, first = queued()) => changeIn({ chain: 'run/run-1', body, first });

describe('an entry of the log', () => {
  it('tells of a run that succeeded: what, who asked, why, and of which risk', () => {
    expect(told(ended('run.succeeded'), queued({ reason: 'It was full' }))).toEqual({
      change: {
        ...{ chain: 'run/run-1', system: 'shop', at: AT, by: 'ana', what: 'Clear it' },
        ...{ type: undefined, doneAt: undefined, reason: 'It was full', ended: undefined, plan: 'd1' },
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
  ])('tells how %s %o ended, where that was not plainly well', (kind, data, words) => {
    expect(told(ended(kind, data))?.change.ended).toContain(words);
  });

  it.each([['run.failed'], ['run.cancelled']])(
    'tells of no change where it is %s and nothing was done',
    (kind) => {
      expect(told(ended(kind))).toBeUndefined();
    },
  );

  it('tells of no change where the run was a rehearsal', () => {
    expect(told(ended('run.succeeded'), queued({ mode: 'dry-run' }))).toBeUndefined();
  });

  it('tells of what somebody wrote down, as they wrote it', () => {
    const wish = {
      system: 'shop',
      what: 'A new "host": {}',
      type: 'host',
      doneAt: new Date(AT.getTime() - 1),
    };
    const body = entryBody(notedEntry('chg-1', 'ben', wish, AT));
    const found = changeIn({ chain: 'change/chg-1', body, first: body });
    expect(found?.change).toMatchObject({ ...wish, by: 'ben', at: AT, chain: 'change/chg-1' });
    expect(found?.run).toBeUndefined();
  });

  it('tells of nothing where it cannot be read', () => {
    expect(told('no entry')).toBeUndefined();
    expect(told(ended('run.succeeded'), '{}')).toBeUndefined();
  });
});
