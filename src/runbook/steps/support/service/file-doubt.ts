import { stat } from 'node:fs/promises';
import { systemClock } from '../../../../clock.ts';
import { isRefusal, messageOf } from '../../../../errors.ts';
import { lookAt } from '../../../../files/looks.ts';
import { within } from '../../../../waiting/within.ts';
import type { StepContext } from '../../step.ts';
import { type ComposeFiles, composeFilesIn, filesOf, refuseUnclear } from './compose-files.ts';
import type { ServiceSpec } from './spec.ts';

/** A stop waits for no disk. */
const READ_MS = 2_000;

/** What is to be said of the files by which a service is known, where nobody asked them before it was told. */
export interface FileDoubt {
  /** Sentences. */
  readonly says: readonly string[];
  /** Whether they leave it open which service is meant. */
  readonly isUnclear: boolean;
}

/** Looks at them beside the stop. Whatever comes of that is told, and never thrown. */
export async function fileDoubt(
  spec: ServiceSpec,
  context: Pick<StepContext, 'now' | 'askedAt'>,
): Promise<FileDoubt> {
  if (spec.of !== 'compose') return { says: [], isUnclear: false };
  try {
    return await within(READ_MS, 'reading its compose files', doubtIn(spec, context));
  } catch (error) {
    const says = isRefusal(error)
      ? `Its compose files are not clear, and were not asked before. ${error.refusal.why}`
      : `Its compose files were not asked before, and nobody could read them beside it: ${messageOf(error)}.`;
    return { says: [says], isUnclear: true };
  }
}

async function doubtIn(spec: ServiceSpec, context: Pick<StepContext, 'now' | 'askedAt'>): Promise<FileDoubt> {
  const files = await composeFilesIn(spec.cwd, spec.env);
  refuseUnclear(filesOf(files), spec.service);
  return { says: await changesSince(files, context), isUnclear: false };
}

/** Two spans of time are compared, so that no two clocks need agree. */
async function changesSince(
  files: ComposeFiles,
  { now, askedAt }: Pick<StepContext, 'now' | 'askedAt'>,
): Promise<readonly string[]> {
  const says: string[] = [];
  for (const { path } of filesOf(files)) {
    const ageMs = systemClock.now().getTime() - (await lookAt(path, () => stat(path))).ctimeMs;
    if (ageMs < now().getTime() - askedAt.getTime())
      says.push(`${path} was changed after this was asked for, which keeps no stop back.`);
  }
  return says;
}
