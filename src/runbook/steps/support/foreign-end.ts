import { constants } from 'node:os';

/**
 * Signals that end what they reach. A shell whose program one of them ended tells so by exiting with 128 and its number
 * (POSIX, 2.8.2). SIGHUP is not among them: 129 is what git and others end with when they are called wrongly.
 */
const ENDING = [
  'SIGINT',
  'SIGQUIT',
  'SIGILL',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGKILL',
  'SIGSEGV',
  'SIGPIPE',
  'SIGTERM',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGSYS',
] as const;
const SHELL_SAYS = 128;
const BY_EXIT: ReadonlyMap<number, string> = new Map(
  ENDING.map((name) => [SHELL_SAYS + constants.signals[name], name]),
);

/**
 * Which signal ended a program, or one that a script had started, although Keyturn sent none: the supervisor that stops
 * everything, the kernel that is out of memory, a fault of its own. It was cut off anywhere, so its end tells nothing of
 * its effect.
 * @returns undefined when the program ended by itself.
 */
export function foreignEnd(exit: number | null, signal: string | null): string | undefined {
  return exit === null ? (signal ?? 'a signal') : BY_EXIT.get(exit);
}
