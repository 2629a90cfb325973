import { basename, dirname } from 'node:path';
import type { BoundFile } from '../../../plan/plan.ts';
import type { ServiceSpec } from './spec.ts';
import { isEnding } from './written.ts';

/**
 * Whether a step is a stop: it ends a service, or only has to see that nothing of it runs. What is right to ask before a start - that its
 * files are clear, that they are what somebody agreed to, that somebody could look - keeps no stop back. Whatever asks something of the
 * kind asks here first, whoever keeps the service.
 */
export function isStop({ does, expect }: Pick<ServiceSpec, 'does' | 'expect'>): boolean {
  return isEnding(does) || expect === 'down';
}

/**
 * What must be as it was planned for one of the programs of a step to be started. A stop goes by no file, and by nothing but its
 * programs themselves: another program is no stop.
 * @param planned what its plan binds for all of its programs
 */
export function boundFor(
  spec: ServiceSpec,
  argv: readonly string[],
  planned: readonly BoundFile[],
): readonly BoundFile[] {
  if (!isStop(spec))
    return [...planned, ...(spec.file === undefined ? [] : [spec.file]), ...(spec.beside ?? [])];
  const programs = argv[0] === 'sudo' ? argv.slice(0, 3) : argv.slice(0, 1);
  return planned.filter(({ path }) => spec.path.includes(dirname(path)) || programs.includes(basename(path)));
}
