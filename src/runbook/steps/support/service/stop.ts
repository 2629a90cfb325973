import { basename, dirname } from 'node:path';
import type { BoundFile } from '../../../plan/plan.ts';
import { isStop } from '../../../plan/service-stop.ts';
import type { ServiceSpec } from './spec.ts';

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
