import type { Figure } from './figure.ts';
import { exitCodeOf } from './verdict.ts';

let code: 0 | 1 = 1;

/**
 * From now on this process ends with 1 unless {@link endWith} has seen figures that keep every promise. The embedded
 * server comes with a hook that ends a process which has run out of work with 0, whatever code was set before; the
 * last word is what an `exit` listener sets.
 */
export function failUnlessKept(): void {
  process.on('exit', () => {
    process.exitCode = code;
  });
}

/** Settles how this process ends. */
export function endWith(figures: readonly Figure[]): void {
  code = exitCodeOf(figures);
}
