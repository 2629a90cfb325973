import { messageOf } from '../../errors.ts';

/** What went wrong at first; what was thrown in the end names whole statements with their values. */
export function rootOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : messageOf(error);
}
