import * as z from 'zod';
import type { Reading } from '../plan/reading.ts';
import type { StepRun } from './step-run.ts';

const instant = z.iso.datetime();
const stored = z.strictObject({
  done: z.number(),
  total: z.number().exactOptional(),
  failed: z.number().exactOptional(),
  unit: z.string().exactOptional(),
  /** When it was read last. */
  at: instant,
  /** From when on the pace counts, and how many had come through by then. */
  since: instant,
  from: z.number(),
  /** When a look found another count than the look before. */
  moved: instant,
});

/** How far a long job is by its last look, with what its pace is told from. */
export type Meter = z.infer<typeof stored>;

/**
 * The meter after one more look. A count that went back has begun anew, and so does its pace.
 * @param before undefined: nothing was counted yet
 */
export function advance(before: Meter | undefined, reading: Reading, now: Date): Meter {
  const at = now.toISOString();
  const through = throughOf(reading);
  if (before === undefined || through < throughOf(before))
    return { ...reading, at, since: at, from: through, moved: at };
  const { since, from } = before;
  return { ...reading, at, since, from, moved: through === throughOf(before) ? before.moved : at };
}

/** How far a step is that looks again; undefined where nothing was counted. */
export function meterOf({ state, result }: Pick<StepRun, 'state' | 'result'>): Meter | undefined {
  if (state === 'succeeded' || state === 'failed') return undefined;
  if (result === null || typeof result !== 'object' || !('meter' in result)) return undefined;
  const read = stored.safeParse(result.meter);
  return read.success ? read.data : undefined;
}

/** What has come through, well or not. */
function throughOf({ done, failed = 0 }: Reading): number {
  return done + failed;
}

/** Shares of the whole from 0 to 1; undefined where no whole is known that they fit into. */
export function sharesOf({
  done,
  total,
  failed = 0,
}: Reading): { readonly done: number; readonly failed: number } | undefined {
  if (total === undefined || total === 0 || done + failed > total) return undefined;
  return { done: done / total, failed: failed / total };
}

/** `450 of 1000 accounts (45%), 3 failed`. It says 100% of nothing less than all. */
export function readingInWords(reading: Reading): string {
  const { done, total, failed, unit } = reading;
  const shares = sharesOf(reading);
  const counted = `${done} of ${total ?? 'nobody knows how many'}${unit === undefined ? '' : ` ${unit}`}`;
  const percent = shares === undefined ? '' : ` (${Math.floor(shares.done * 100)}%)`;
  return `${counted}${percent}${failed === undefined ? '' : `, ${failed} failed`}`;
}

/** How many come through a minute since it is looked at; undefined where that cannot be told. */
export function paceOf(meter: Meter): number | undefined {
  const minutes = (Date.parse(meter.at) - Date.parse(meter.since)) / 60_000;
  const come = throughOf(meter) - meter.from;
  return minutes > 0 && come > 0 ? come / minutes : undefined;
}

/** Since when no look has found anything new; undefined while the last one did. */
export function stillSince({ at, moved }: Meter): Date | undefined {
  return moved === at ? undefined : new Date(moved);
}

/** When it will be through at the pace so far, to the minute; undefined where that cannot be told. */
export function endOf(meter: Meter): Date | undefined {
  const pace = paceOf(meter);
  const { total, at } = meter;
  if (pace === undefined || total === undefined || stillSince(meter) !== undefined) return undefined;
  const left = total - throughOf(meter);
  if (left <= 0) return undefined;
  const minutes = Math.ceil(Date.parse(at) / 60_000 + left / pace);
  const end = new Date(minutes * 60_000);
  return Number.isNaN(end.getTime()) ? undefined : end;
}
