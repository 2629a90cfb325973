import * as z from 'zod';
import { period } from '../../duration.ts';

/**
 * For actions that only reduce risk (stop, pause): a listed person starts them alone and at once, a few times
 * in a period, and others must review it afterwards. Plain JSON, durations in milliseconds.
 */
export interface BreakGlassPolicy {
  /** Roles whose members may break the glass. */
  readonly of: readonly string[];
  /** At most `count` times in `perMs`, by everybody together, for one subject. */
  readonly limit: { readonly count: number; readonly perMs: number };
  readonly review: { readonly of: readonly string[]; readonly quorum: number; readonly withinMs: number };
  /** The role that is paged when the review is overdue. */
  readonly page: string;
  /** Principals who benefit from what is done: they never review it. Absent: nobody is known to. */
  readonly beneficiaries?: readonly string[] | undefined;
}

const role = z.string().min(1).describe('Name of a role in keyturn.yaml');

/** A break-glass policy as authors write it in YAML. */
export const writtenBreakGlass = z.strictObject({
  of: z.array(role).min(1).describe('Roles whose members may start it alone'),
  limit: z
    .strictObject({ count: z.int().min(1).max(100), per: period })
    .describe('How often in a period, by everybody together'),
  review: z
    .strictObject({ of: z.array(role).min(1), quorum: z.int().min(1).max(20), within: period })
    .describe('Who must look at it afterwards, how many of them, and how soon'),
  page: role.describe('The role that is paged when the review is overdue'),
});
export type WrittenBreakGlass = z.output<typeof writtenBreakGlass>;

export function resolveBreakGlass(written: WrittenBreakGlass): BreakGlassPolicy {
  const { of, limit, review, page } = written;
  return {
    of,
    limit: { count: limit.count, perMs: limit.per },
    review: { of: review.of, quorum: review.quorum, withinMs: review.within },
    page,
  };
}
