import { $ZodError } from 'zod/v4/core';
import { NotStorable } from './canonical.ts';

/**
 * SQLSTATE of what a database will say again of the same statement: data that it cannot hold (class 22), limits of the
 * program itself (class 54), a column that must not be empty, a check that does not hold.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQL_STATES = /^(?:22[0-9A-Z]{3}|54[0-9A-Z]{3}|23502|23514)$/;

/**
 * Whether trying the same again can change nothing. Everything that repeats work asks here, so that an error that no retry
 * can cure is told at once and not repeated for ever. What nobody knows counts as temporary: a lost connection has many faces.
 */
export function isPermanent(error: unknown): boolean {
  for (let one = error, depth = 0; one instanceof Error && depth < 10; one = one.cause, depth += 1) {
    if (one instanceof NotStorable || one instanceof RangeError || one instanceof SyntaxError) return true;
    if (one instanceof $ZodError) return true;
    if ('code' in one && typeof one.code === 'string' && SQL_STATES.test(one.code)) return true;
  }
  return false;
}
