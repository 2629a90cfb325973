import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { OpsError } from '../../../../errors.ts';
import { readRegularText } from '../../../../files/regular-file.ts';
import { isAbsence, refuseMoment } from '../../../../files/unreadable-now.ts';
import { readComposeFile } from '../../../../written/compose-file.ts';
import { suggestName } from '../../../../written/nearest.ts';
import { problemOfName } from './resolve.ts';
import type { ServiceSpec } from './spec.ts';

/** In the order in which compose looks for them. */
const FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/**
 * What is known of a service before anybody approves what is done with it. Of a compose file its content becomes a part of that.
 * @throws OpsError for a name that is none; for a compose file that is not there, has no such service, or has two of one name.
 */
export async function surveyService(spec: ServiceSpec): Promise<ServiceSpec> {
  const problem = problemOfName(spec.service);
  if (problem !== undefined)
    throw refused(`${problem}.`, 'Give one name, without patterns, as systemd or the compose file has it.');
  if (spec.of === 'systemd') return spec;
  const { path, text } = await composeFileIn(spec.cwd);
  refuseUnclear(path, text, spec.service);
  return { ...spec, file: { path, sha256: createHash('sha256').update(text).digest('hex') } };
}

async function composeFileIn(folder: string): Promise<{ readonly path: string; readonly text: string }> {
  for (const name of FILES) {
    const path = join(folder, name);
    try {
      return { path, text: await readRegularText(path) };
    } catch (error) {
      if (isAbsence(error)) continue;
      if (error instanceof OpsError) throw error;
      refuseMoment(path, error);
      const code = (error as NodeJS.ErrnoException).code ?? 'no';
      throw refused(`${path} cannot be read: the host says ${code}.`, 'Let the user of Keyturn read it.');
    }
  }
  throw refused(
    `No compose file is in ${folder}.`,
    `Put ${FILES.join(' or ')} there, or correct the folder under \`compose\`.`,
  );
}

/** Version 1 of compose takes the last of two services of one name, and says nothing. */
function refuseUnclear(path: string, text: string, service: string): void {
  const read = readComposeFile(text);
  if ('problem' in read) throw refused(`${path} is no YAML: ${read.problem}.`, 'Mend it, then ask again.');
  const { services, includes } = read;
  const lines = services.filter(({ name }) => name === service).map(({ line }) => line);
  if (lines.length > 1)
    throw refused(
      `${path} has two services that are called ${service}, in lines ${lines.join(' and ')}: which one is meant nobody can tell.`,
      'Rename one of them, or take it away.',
    );
  if (lines.length > 0 || includes) return;
  const names = services.map(({ name }) => name);
  throw refused(`${path} has no service ${service}.`, suggestName(service, names));
}

function refused(why: string, next: string): OpsError {
  return new OpsError({ code: 'plan.service', what: 'The action was not planned.', why, next });
}
