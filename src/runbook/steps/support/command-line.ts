import { isAbsolute, join } from 'node:path';
import type { Scope } from '../step.ts';

/**
 * Resolves a command line. A program with a slash is a file under the system's folder, one without is looked up in
 * PATH when it runs.
 */
export function resolveCommand(items: readonly string[], scope: Scope): readonly string[] {
  const [program = '', ...rest] = scope.argv(items);
  return [program.includes('/') && !isAbsolute(program) ? join(scope.workdir, program) : program, ...rest];
}

/** The items one by one, quoted wherever a reader could take them for something else. */
export function describeCommand(argv: readonly string[]): string {
  return argv.map((item) => (/^[\w@%+=:,./-]+$/.test(item) ? item : JSON.stringify(item))).join(' ');
}

/** The program as its author knows it: the last two parts of its path. */
export function programName(argv: readonly string[]): string {
  return (argv[0] ?? '').split('/').slice(-2).join('/');
}
