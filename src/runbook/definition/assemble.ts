import { basename, resolve } from 'node:path';
import type { WrittenPolicy } from '../../approval/policy.ts';
import { digestOf, type Json } from '../../canonical.ts';
import type { StepKinds } from '../steps/step.ts';
import type { WrittenRunbook } from './construct/runbook.ts';
import type { Filler, Fillings } from './fill-slots.ts';
import { keptFilesOf } from './kept-files.ts';
import type { Merged } from './merge.ts';
import type { UsedNumber } from './numbers/fill-in.ts';
import type { Runbook } from './runbook.ts';
import { withWaysBack } from './way-back.ts';

/** What the settings put in place of parts of a definition. */
export interface Replacements {
  readonly policies: Readonly<Record<string, WrittenPolicy>>;
  readonly filler: Filler;
  /** Values of variables. */
  readonly set: Readonly<Record<string, string>>;
  /** What stands in the place of references. */
  readonly numbers: readonly UsedNumber[];
}

/** What is read of the folder of a runbook beside its definition. */
export interface Keeping {
  readonly kinds: StepKinds;
  readonly folder: string;
}

/**
 * Makes a runbook of what was read.
 * @param merged what its digest is made of: the files as they are written.
 * @param paths those files.
 */
export function assemble(
  written: WrittenRunbook,
  merged: Merged,
  paths: readonly string[],
  { policies: overrides, filler, set, numbers: own }: Replacements,
  { kinds, folder }: Keeping,
): Runbook {
  const { runbook, actions, policies, ...rest } = written;
  const replaced = Object.fromEntries(
    Object.entries(overrides).filter(([name]) => Object.hasOwn(policies, name)),
  );
  const numbers = [...own, ...filler.numbers];
  const filled = Object.fromEntries(
    Object.entries(actions).map(([id, action]) => [id, { ...filler.fill(action), id }]),
  );
  const kept = keptFilesOf(filled, kinds, folder);
  return {
    ...rest,
    policies: { ...policies, ...replaced },
    id: runbook,
    digest: digestOf(
      effective(merged.value, { policies: replaced, filled: filler.filled, set: setIn(numbers, set), kept }),
    ),
    numbers,
    actions: withWaysBack(filled),
    unfilled: filler.unfilled,
    files: paths.map((path) => basename(path)),
    folder: resolve(folder),
    kept,
  };
}

/** The variables that stand as numbers in the definition, as far as the settings say what they are. */
function setIn(
  numbers: readonly UsedNumber[],
  set: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const names = numbers.flatMap(({ name, from = name }) => (from.startsWith('vars.') ? [from.slice(5)] : []));
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(set, name) ? [[name, set[name] ?? ''] as const] : [])),
  );
}

/** What stands in the place of parts of a definition, or beside them, and is not written in its files. */
interface Effective {
  readonly policies: Readonly<Record<string, WrittenPolicy>>;
  readonly filled: Fillings;
  readonly set: Readonly<Record<string, string>>;
  readonly kept: Runbook['kept'];
}

/**
 * What the digest covers: the files, with the policies, the steps and the numbers that the settings put in place of theirs, and the
 * content of what the steps run of the folder.
 */
function effective(value: unknown, { policies, filled, set, kept }: Effective): Json {
  const definition = value as { readonly policies: object };
  const beside = Object.entries({ filled, set, kept }).filter(([, part]) => Object.keys(part).length > 0);
  return {
    ...definition,
    ...(Object.keys(policies).length === 0 ? {} : { policies: { ...definition.policies, ...policies } }),
    ...Object.fromEntries(beside),
  } as unknown as Json;
}
