import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, it } from 'vitest';
import type { NewEntry } from '../../../src/audit/entry.ts';
import { entryKinds, inWords } from '../../../src/audit/words.ts';
import '../../../src/channel/entries.ts';
import { openExecution } from '../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../support/planned.ts';

/** How a kind without words is read. */
const asWritten = (kind: string) => kind.replaceAll(/[.-]/g, ' ');

describe('what the kinds of entries are called', () => {
  it.each([
    'run.step.started',
    'run.step.succeeded',
    'run.step.unknown',
    'run.blocked',
    'vote.changed',
    'veto.refused',
    'review.objected',
    'channel.opened',
    'log.authenticated',
    'log.set-aside',
  ])('has words for %s', (kind) => {
    expect(inWords(kind, {})).not.toBe(asWritten(kind));
  });

  it('reads a kind that an older version wrote as it is written', () => {
    expect(inWords('thing.long-gone', {})).toBe('thing long gone');
    expect(inWords('constructor', undefined)).toBe('constructor');
  });

  it('does not call certain what nobody saw', () => {
    expect(inWords('run.succeeded', { certainty: 'on-word' })).toBe(
      'The run succeeded, part of it only as people say',
    );
    expect(inWords('request.failed', { why: 'cancelled by Ben' })).toBe('Started, and cancelled');
    expect(inWords('request.failed', { why: 'gave way', gaveWay: true })).toBe(
      'Started, and gave way before its end',
    );
    expect(inWords('run.cancelled', { gaveWay: true })).toBe('The run gave way before its end');
    expect(inWords('run.cancelled', { certainty: 'in-doubt' })).toBe(
      'The run was cancelled; nobody knows whether all of it took effect',
    );
    expect(inWords('run.failed', { certainty: 'in-part' })).toBe(
      'The run failed, after part of it had been done',
    );
    expect(inWords('run.failed', { certainty: 'constructor' })).toBe('The run failed');
    expect(inWords('run.failed', { certainty: 'tried', wayDown: 'done' })).toBe(
      'The run failed; what had been done by then is not known; its way down was carried out',
    );
  });

  it('does not say that somebody was asked where the glass was broken, or that a bad end is a success', () => {
    expect(inWords('request.opened', { content: { mode: 'break-glass' } })).toBe('Broke the glass');
    expect(inWords('request.opened', { content: { mode: 'quorum' } })).toBe('Asked for approval');
    expect(inWords('run.succeeded', { severity: 'danger' })).toBe('The run came to something bad');
    expect(inWords('run.succeeded', { severity: 'constructor' })).toBe('The run succeeded');
  });

  it('takes no entry of a kind that has no words: it does not compile', () => {
    const rest = { chain: 'test/a', actor: 'service/test', at: new Date(0), data: {} } as const;
    const known: NewEntry = { ...rest, kind: 'vote.cast' };
    // @ts-expect-error a kind that nobody gave words
    const unknown: NewEntry = { ...rest, kind: 'vote.imagined' };
    expect([known.kind, unknown.kind]).toHaveLength(2);
  });
});

describe('a room that declares its own kinds', () => {
  it('may write them, and people can read them', () => {
    const kinds = entryKinds({ 'kettle.boiled': 'The kettle boiled' });
    const entry: NewEntry = {
      chain: 'kettle/a',
      kind: kinds['kettle.boiled'],
      actor: 'service/test',
      at: new Date(0),
      data: {},
    };
    expect(inWords(entry.kind, {})).toBe('The kettle boiled');
  });

  it.each(['vote.cast', 'channel.opened'])('cannot declare %s, which there is', (kind) => {
    expect(() => entryKinds({ [kind]: 'Something else' })).toThrow(`two kinds of entries "${kind}"`);
  });
});

describe('a run of the real engine', () => {
  it('leaves no entry that people cannot read', async () => {
    const rig = await openExecution();
    afterAll(() => rig.close());
    rig.fakes.set('lost', { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
    rig.fakes.set('bad', { execute: async () => ({ status: 'failed', reason: 'no', next: 'Look.' }) });
    for (const steps of [
      ['good', 'lost'],
      ['good', 'bad', 'never'],
    ]) {
      const planned = steps.map((name) => fakeStep(name, { effect: 'unsafe' }));
      const { run } = await rig.approved(planWith(planned, { policy: ONE_SRE }));
      await rig.engine.work(run);
    }
    const rows = await rig.db.read((reader) =>
      reader.orm.execute(sql`select distinct kind from audit_entry order by kind`),
    );
    const kinds = (rows as unknown as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['run.step.started', 'run.step.unknown']));
    expect(kinds.filter((kind) => inWords(kind, {}) === asWritten(kind))).toEqual([]);
  });
});
