import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { readComposeFile } from '../../../../written/compose-file.ts';
import { suggestName } from '../../../../written/nearest.ts';
import type { Surroundings } from '../../step.ts';
import { composeFilesIn, type ReadFile, refusedPlan } from './compose-files.ts';
import { problemOfName } from './resolve.ts';
import type { ServiceSpec } from './spec.ts';

/**
 * What is known of a service before anybody approves what is done with it. Of compose files their content becomes a part of that, but
 * for those that the run itself writes before.
 * @throws OpsError for a name that is none; for a compose file that is not there, has no such service, or has two of one name.
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
  if (spec.of === 'systemd') return spec;
  const { main, override, absent } = await composeFilesIn(spec.cwd, spec.env);
  refuseUnclear([main, ...(override === undefined ? [] : [override])], spec.service);
  const changed = await writtenAmong([main.path, ...(override ? [override.path] : []), ...absent], written);
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
  const real = await Promise.all(written.map((path) => realpath(path).catch(() => path)));
  const places = await Promise.all(paths.map((path) => realpath(path).catch(() => path)));
  return paths.filter((path, index) => written.includes(path) || real.includes(places[index] ?? path));
}

/** Version 1 of compose takes the last of two services of one name, and says nothing. */
function refuseUnclear(files: readonly ReadFile[], service: string): void {
  const read = files.map((file) => ({ path: file.path, ...servicesIn(file) }));
  for (const { path, services } of read) {
    const lines = services.filter(({ name }) => name === service).map(({ line }) => line);
    if (lines.length > 1)
      throw refusedPlan(
        `${path} has two services that are called ${service}, in lines ${lines.join(' and ')}: which one is meant nobody can tell.`,
        'Rename one of them, or take it away.',
      );
  }
  const names = read.flatMap(({ services }) => services.map(({ name }) => name));
  if (names.includes(service) || read.some(({ includes }) => includes)) return;
  const where = files.map(({ path }) => path).join(' or ');
  throw refusedPlan(`No service ${service} is in ${where}.`, suggestName(service, names));
}

function servicesIn({ path, content }: ReadFile) {
  const read = readComposeFile(content.toString('utf8'));
  if ('problem' in read) throw refusedPlan(`${path} ${read.problem}.`, 'Mend it, then ask again.');
  return read;
}
