import { lstatSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OpsError } from '../errors.ts';
import { isBelowAny } from './bounds.ts';
import { lookAt, requireAnswer } from './looks.ts';
import { isAbsence, refuseMoment } from './unreadable-now.ts';

/**
 * Where a file or folder that steps may touch really is, links followed.
 * @param folders those in which the settings let steps change files, absolute
 * @throws OpsError `file.no-file` or `file.not-writable`; UnreadableNow when the host could not look
 */
export async function allowedPlace(path: string, folders: readonly string[]): Promise<string> {
  const place = await placeOf(path);
  if (await isBelowAny(place, folders)) return place;
  throw elsewhere(path, place, folders);
}

/** The same for a file that is to be there: its folder is, and must be one of them or below. */
export async function allowedTarget(path: string, folders: readonly string[]): Promise<string> {
  const place = join(await placeOf(dirname(path)), basename(path));
  if (await isBelowAny(place, folders)) return place;
  throw elsewhere(path, place, folders);
}

/** The same for a folder that is filled, and may be there: where something has the name, what it leads to counts. */
export async function allowedDestination(path: string, folders: readonly string[]): Promise<string> {
  await requireAnswer(path);
  const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  return isThere ? allowedPlace(path, folders) : allowedTarget(path, folders);
}

async function placeOf(path: string): Promise<string> {
  try {
    return await lookAt(path, () => realpath(path));
  } catch (error) {
    if (!isAbsence(error)) refuseMoment(path, error);
    throw new OpsError({
      code: 'file.no-file',
      what: `${path} was not touched.`,
      why: isAbsence(error) ? 'It is not there.' : 'What leads to it cannot be followed.',
      next: 'Correct the path in the runbook or in the settings, or put it there on the host of Keyturn.',
    });
  }
}

function elsewhere(path: string, place: string, folders: readonly string[]): OpsError {
  const leads = place === path ? '' : `It leads to ${place}. `;
  const where = folders.length === 0 ? 'no folder' : `files below ${folders.join(', ')}`;
  return new OpsError({
    code: 'file.not-writable',
    what: `${path} was not touched.`,
    why: `${leads}The settings let steps of this system touch ${where}.`,
    next: 'If it should be touched, ask an administrator to add its folder to `writable` of the system in keyturn.yaml.',
  });
}
