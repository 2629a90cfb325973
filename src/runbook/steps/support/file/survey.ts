import { systemClock } from '../../../../clock.ts';
import { OpsError } from '../../../../errors.ts';
import { allowedDestination, allowedPlace, allowedTarget } from '../../../../files/allowed-place.ts';
import { identityOf } from '../../../../files/identity.ts';
import { leadsInto } from '../../../../files/leads-into.ts';
import { type ListedFile, listFiles } from '../../../../files/listing.ts';
import { isMeant } from '../../../../files/name-fits.ts';
import { fallingOut } from '../../../../files/rotated.ts';
import type { Surroundings } from '../../step.ts';
import type { FileSpec, PruneSpec, RotateSpec } from './spec.ts';

/** As many as people can look through. */
const MOST_LISTED = 1_000;

/**
 * What is known of files before anybody approves what is done with them: which are deleted is a part of that.
 * @throws OpsError where it could not be carried out as things stand, or would leave nothing.
 */
export async function surveyFile(
  spec: FileSpec,
  { writable: folders, redact }: Pick<Surroundings, 'writable' | 'redact'>,
): Promise<FileSpec> {
  switch (spec.does) {
    case 'prune': {
      const planned = await listedOf(spec, folders);
      refuseSecretNames(spec, planned.files, redact);
      return { ...spec, planned };
    }
    case 'rotate':
      return { ...spec, planned: await foundOf(spec, folders) };
    case 'checksum':
      // An earlier step may bring it about.
      return spec;
    case 'sync':
      if (spec.host === null) await allowedDestination(spec.to, folders);
      await allowedPlace(spec.from, folders);
      return spec;
    case 'archive':
    case 'encrypt':
    case 'copy': {
      const to = await allowedTarget(spec.to, folders);
      if (spec.does === 'archive' && spec.matching === null && leadsInto(spec.from, to))
        throw refused(
          `${to} would lie in what goes into it.`,
          'Let `to` lead to another folder, or write `matching:`.',
        );
      return spec;
    }
  }
}

async function foundOf({ file, keep }: RotateSpec, folders: readonly string[]) {
  const identity = identityOf(await allowedPlace(file, folders));
  if (identity === undefined)
    throw refused(`${file} is not there.`, 'Ask again when there is something to rotate.');
  return { identity, falls: await fallingOut(await allowedTarget(file, folders), keep) };
}

async function listedOf(spec: PruneSpec, folders: readonly string[]): Promise<PruneSpec['planned'] & object> {
  const files = await listFiles(await allowedPlace(spec.folder, folders));
  const fitting = files.filter(({ name }) => isMeant(spec.matching, name));
  const go = prunable(fitting, spec, systemClock.now().getTime());
  const stay = fitting.length - go.length;
  if (go.length > 0 && stay === 0 && spec.keep === null)
    throw refused(
      `All ${go.length} files in ${spec.folder} that fit ${spec.matching} would be deleted, and none would be left.`,
      'Find out why there is no newer one; or let the runbook say with `keep` how many always stay.',
    );
  if (go.length > MOST_LISTED)
    throw refused(
      `${go.length} files would be deleted, and nobody could look through more than ${MOST_LISTED}.`,
      'Let the pattern or `olderThan` mean fewer of them, and prune in several steps.',
    );
  return { files: go, stay };
}

/** Those that go, the oldest first: all that are old enough, but for the newest that are kept. */
export function prunable<File extends Pick<ListedFile, 'name' | 'changedAt'>>(
  files: readonly File[],
  { olderThanMs, keep }: Pick<PruneSpec, 'olderThanMs' | 'keep'>,
  now: number,
): readonly File[] {
  const oldestFirst = files.toSorted(
    (one, other) => one.changedAt - other.changedAt || (one.name < other.name ? -1 : 1),
  );
  const beyond = oldestFirst.slice(0, Math.max(0, files.length - (keep ?? 0)));
  return olderThanMs === null ? beyond : beyond.filter(({ changedAt }) => changedAt < now - olderThanMs);
}

/** What is deleted is named in the plan, and a plan holds no secret. */
function refuseSecretNames(
  { folder }: PruneSpec,
  files: readonly ListedFile[],
  redact: Surroundings['redact'],
): void {
  // No name goes on behind a slash: what only begins like a secret is none.
  const named = files.map(({ name }) => `${name}/`).filter((name) => redact(name) !== name);
  if (named.length === 0) return;
  throw refused(
    `A secret of the settings stands in the names of ${named.length} of the files in ${folder} that would be deleted.`,
    'Rename or delete them by hand, and let nothing write a secret into names; then ask again.',
  );
}

function refused(why: string, next: string): OpsError {
  return new OpsError({ code: 'plan.file', what: 'The action was not planned.', why, next });
}
