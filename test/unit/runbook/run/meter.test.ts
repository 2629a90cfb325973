import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMeter } from '../../../../src/runbook/plan/meter.ts';
import type { Reading } from '../../../../src/runbook/plan/reading.ts';
import {
  advance,
  endOf,
  type Meter,
  meterOf,
  paceOf,
  readingInWords,
  sharesOf,
  stillSince,
} from '../../../../src/runbook/run/meter.ts';

const planned = {
  done: [{ step: 'job', path: ['body', 'done'] }],
  total: [{ step: 'job', path: ['body', 'total'] }],
  failed: [{ step: 'job', path: ['body', 'failed'] }],
  unit: 'accounts',
  says: '',
};
const readOf = (body: { readonly [key: string]: string | number | null }) =>
  readMeter(planned, (step) => (step === 'job' ? { body } : undefined));

const start = Date.parse('2026-11-22T03:00:00.000Z');
const minute = (n: number): Date => new Date(start + n * 60_000);
/** The meter after a look each minute. */
const after = (...looks: readonly Reading[]): Meter | undefined => {
  let meter: Meter | undefined;
  for (const [index, reading] of looks.entries()) meter = advance(meter, reading, minute(index));
  return meter;
};
const met = (...looks: readonly Reading[]): Meter => {
  const meter = after(...looks);
  if (meter === undefined) throw new Error('no look');
  return meter;
};

describe('what a look counts', () => {
  it('is a number from 0 on, also where a service writes it as text', () => {
    expect(readOf({ done: '450', total: 1000, failed: 3 })).toEqual({
      done: 450,
      total: 1000,
      failed: 3,
      unit: 'accounts',
    });
  });

  it.each([null, 'many', -1, '', '1e400', '9007199254740993'])('is not known where it is %s', (total) => {
    expect(readOf({ done: 1, total })).toEqual({ done: 1, unit: 'accounts' });
    expect(readOf({ done: total, total: 5 })).toBeUndefined();
  });

  it('is said with its share of the whole only where they fit together', () => {
    expect(readingInWords({ done: 450, total: 1000, failed: 3, unit: 'accounts' })).toBe(
      '450 of 1000 accounts (45%), 3 failed',
    );
    expect(readingInWords({ done: 999, total: 1000 })).toBe('999 of 1000 (99%)');
    expect(readingInWords({ done: 5, total: 0 })).toBe('5 of 0');
    expect(readingInWords({ done: 1200, total: 1000 })).toBe('1200 of 1000');
    expect(readingInWords({ done: 5 })).toBe('5 of nobody knows how many');
  });

  it('never has shares beyond the whole', () => {
    const count = fc.nat(1_000);
    fc.assert(
      fc.property(count, count, count, (done, total, failed) => {
        const shares = sharesOf({ done, total, failed });
        if (shares !== undefined) expect(shares.done + shares.failed).toBeLessThanOrEqual(1.000001);
        else expect(total === 0 || done + failed > total).toBe(true);
      }),
    );
  });
});

describe('the pace of a long job', () => {
  it('is told from all looks, and with it when the job is through', () => {
    const meter = met({ done: 100, total: 1000 }, { done: 150, total: 1000 }, { done: 300, total: 1000 });
    expect(paceOf(meter)).toBe(100);
    expect(endOf(meter)).toEqual(minute(9));
  });

  it('counts what failed as through', () => {
    const meter = met({ done: 0, total: 100 }, { done: 40, failed: 10, total: 100 });
    expect(paceOf(meter)).toBe(50);
    expect(endOf(meter)).toEqual(minute(2));
  });

  it('is nobody’s to tell while nothing moves: it is said since when', () => {
    const meter = met({ done: 100, total: 1000 }, { done: 200, total: 1000 }, { done: 200, total: 1000 });
    expect(stillSince(meter)).toEqual(minute(1));
    expect(endOf(meter)).toBeUndefined();
  });

  it('begins anew where the count goes back: a job that was started again is not slower than nothing', () => {
    const meter = met({ done: 900 }, { done: 0 }, { done: 50 });
    expect(paceOf(meter)).toBe(50);
    expect(meter.since).toBe(minute(1).toISOString());
  });

  it('is never told from one look', () => {
    expect(paceOf(met({ done: 5, total: 10 }))).toBeUndefined();
  });
});

describe('what is kept of it', () => {
  const kept = met({ done: 5, total: 10 });

  it('is read while the step looks again, and is no result of a step that has ended', () => {
    expect(meterOf({ state: 'waiting', result: { meter: kept } })).toEqual(kept);
    expect(meterOf({ state: 'succeeded', result: { meter: kept } })).toBeUndefined();
  });

  it('is left alone where another version has kept something else', () => {
    expect(meterOf({ state: 'waiting', result: { meter: { of: 3 } } })).toBeUndefined();
  });
});
