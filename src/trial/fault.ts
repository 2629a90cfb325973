import type { Finding } from '../written/problem.ts';

/** What is wrong at a place of a test. */
export function fault(path: readonly PropertyKey[], message: string, suggestion = ''): Finding {
  return { path, message, suggestion };
}
