import { join } from 'node:path';
import { OpsError } from '../../../../errors.ts';
import { readRegular } from '../../../../files/regular-file.ts';
import { isAbsence, refuseMoment } from '../../../../files/unreadable-now.ts';
import { readComposeFile } from '../../../../written/compose-file.ts';
import { suggestName } from '../../../../written/nearest.ts';

/** What compose reads where nobody names a file. Which of them it takes where several are there differs between its versions. */
const FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
/** What it then lays over that, unasked. */
const OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];
/** The variable that names other files in their place. */
const INSTEAD = 'COMPOSE_FILE';

export interface ReadFile {
  readonly path: string;
  readonly content: Buffer;
}

export interface ComposeFiles {
  readonly main: ReadFile;
  /** Absent: nothing is laid over it. */
  readonly override: ReadFile | undefined;
  /** Where compose would find another file as well, and where none is. */
  readonly absent: readonly string[];
}

/**
 * The files that compose reads in a folder.
 * @param env variables that it is given
 * @throws OpsError where none is there, where it depends on the version of compose which is read, and where others are named instead
 */
export async function composeFilesIn(folder: string, env: object): Promise<ComposeFiles> {
  if (INSTEAD in env)
    throw refusedPlan(`${INSTEAD} of the settings names other compose files.`, nameNone('keyturn.yaml'));
  const dotenv = join(folder, '.env');
  if (namesOthers(await contentAt(dotenv)))
    throw refusedPlan(`${dotenv} names other compose files with ${INSTEAD}.`, nameNone(dotenv));
  const [main, ...mains] = await found(folder, FILES);
  const [override, ...overrides] = await found(folder, OVERRIDES);
  if (main === undefined)
    throw refusedPlan(
      `No compose file is in ${folder}.`,
      `Put ${FILES.join(' or ')} there, or correct the folder under \`compose\`.`,
    );
  for (const [one, other] of [
    [main, mains[0]],
    [override, overrides[0]],
  ])
    if (one !== undefined && other !== undefined)
      throw refusedPlan(
        `Both ${one.path} and ${other.path} are there, and which of them is read depends on the version of compose.`,
        'Take away the one that is not meant, then ask again.',
      );
  const there = [main.path, override?.path];
  const absent = [...FILES, ...OVERRIDES].map((name) => join(folder, name));
  return { main, override, absent: absent.filter((path) => !there.includes(path)) };
}

/** Those that are read, in this order. */
export function filesOf({ main, override }: ComposeFiles): readonly ReadFile[] {
  return [main, ...(override === undefined ? [] : [override])];
}

/**
 * Version 1 of compose takes the last of two services of one name, and says nothing.
 * @throws OpsError where the files do not name a service, name it twice, or cannot be read
 */
export function refuseUnclear(files: readonly ReadFile[], service: string): void {
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

/** Why no plan was made. */
export function refusedPlan(why: string, next: string): OpsError {
  return new OpsError({ code: 'plan.service', what: 'The action was not planned.', why, next });
}

function nameNone(place: string): string {
  return `Take ${INSTEAD} out of ${place}, and write what they say into the compose file or one that overrides it.`;
}

function namesOthers(dotenv: Buffer | undefined): boolean {
  return /^[ \t]*(?:export[ \t]+)?COMPOSE_FILE[ \t]*=/m.test(dotenv?.toString('utf8') ?? '');
}

async function found(folder: string, names: readonly string[]): Promise<readonly ReadFile[]> {
  const files: ReadFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const content = await contentAt(path);
    if (content !== undefined) files.push({ path, content });
  }
  return files;
}

/** @returns undefined where nothing is. */
async function contentAt(path: string): Promise<Buffer | undefined> {
  try {
    return await readRegular(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    if (error instanceof OpsError) throw error;
    refuseMoment(path, error);
    const code = (error as NodeJS.ErrnoException).code ?? 'no';
    throw refusedPlan(`${path} cannot be read: the host says ${code}.`, 'Let the user of Keyturn read it.');
  }
}
