import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { lookAt } from '../../../../files/looks.ts';
import { isStop } from '../../../plan/service-stop.ts';
import type { Surroundings } from '../../step.ts';
import { composeFilesIn, filesOf, type ReadFile, refusedPlan, refuseUnclear } from './compose-files.ts';
import { problemOfName } from './resolve.ts';
import type { ServiceSpec } from './spec.ts';

/**
 * What is known of a service before anybody approves what is done with it. Of compose files their content becomes a part of that, but
 * for those that the run itself writes before, and for a stop: a plan of that is the same whatever they say.
 * @throws OpsError for a name that is none; but for a stop, for a compose file that is not there, has no such service, or has two of
 *   one name.
 */
export async function surveyService(
  spec: ServiceSpec,
  { written }: Pick<Surroundings, 'written'>,
): Promise<ServiceSpec> {
  const problem = problemOfName(spec.service);
  if (problem !== undefined)
    throw refusedPlan(
      `${problem}.`,
      'Give one name, without patterns, as systemd or the compose file has it.',
    );
  if (isStop(spec) || spec.of === 'systemd') return spec;
  const files = await composeFilesIn(spec.cwd, spec.env);
  const { main, override, absent } = files;
  refuseUnclear(filesOf(files), spec.service);
  const changed = await writtenAmong([...filesOf(files).map(({ path }) => path), ...absent], written);
  const bound = (path: string): boolean => !changed.includes(path);
  return {
    ...spec,
    ...(bound(main.path) ? { file: { path: main.path, sha256: sha256(main) } } : {}),
    beside: [
      ...(override === undefined ? [] : [{ path: override.path, sha256: sha256(override) }]),
      ...absent.map((path) => ({ path, sha256: null })),
    ].filter(({ path }) => bound(path)),
    changed,
  };
}

function sha256({ content }: ReadFile): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Those that the run writes, by their names or by where they lead. */
async function writtenAmong(
  paths: readonly string[],
  written: readonly string[],
): Promise<readonly string[]> {
  const real = await Promise.all(written.map(realOf));
  const places = await Promise.all(paths.map(realOf));
  return paths.filter((path, index) => written.includes(path) || real.includes(places[index] ?? path));
}

function realOf(path: string): Promise<string> {
  return lookAt(path, () => realpath(path)).catch(() => path);
}
