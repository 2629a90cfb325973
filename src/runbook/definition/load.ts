import { basename, dirname, join, resolve } from 'node:path';
import type { WrittenPolicy } from '../../approval/policy.ts';
import { messageOf } from '../../errors.ts';
import { NoRegularFile, readRegularSync } from '../../files/regular-file.ts';
import { compareProblems, type Finding, type Problem } from '../../written/problem.ts';
import { parseYamlFile, type YamlFile } from '../../written/yaml-file.ts';
import { findingsOf } from '../../written/zod-finding.ts';
import type { StepKinds } from '../steps/step.ts';
import { assemble } from './assemble.ts';
import { CHECKS, WARNINGS } from './check/all.ts';
import type { CheckContext } from './check/check.ts';
import { mendedInSettings } from './check/filled.ts';
import { referencesIn } from './check/references.ts';
import { revertFindings } from './check/revert.ts';
import { slotFindings } from './check/slots.ts';
import { citationsIn } from './check/sources.ts';
import { unfilledIn } from './check/unfilled.ts';
import { citationsOf } from './citation/cited.ts';
import { clashesIn } from './citation/clashes.ts';
import { runbookSchema } from './construct/runbook.ts';
import { createFiller, type Fillings } from './fill-slots.ts';
import { display, isRunbook, systemsIn, yamlFilesIn } from './folders.ts';
import { withInclusions } from './inclusion/kind.ts';
import { type Merged, mergeFiles } from './merge.ts';
import { fillInNumbers } from './numbers/fill-in.ts';
import { type Numbers, numbersIn } from './numbers/source.ts';
import type { Runbook } from './runbook.ts';
import { salvage } from './salvage.ts';

export interface LoadOptions {
  /** Roles of keyturn.yaml; absent: names of roles are not checked. */
  readonly roles?: readonly string[];
  /** Those that somebody may hold; absent: whether anybody could answer what a step asks is not checked. */
  readonly held?: readonly string[] | undefined;
  /** Policies of keyturn.yaml: each replaces the one of the same name in a runbook. */
  readonly policies?: Readonly<Record<string, WrittenPolicy>>;
  /** What keyturn.yaml fills slots in with, by system. */
  readonly slots?: Readonly<Record<string, Fillings>>;
  /** What keyturn.yaml sets variables to, by system. */
  readonly vars?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Loaded {
  /** Only those without any problem. */
  readonly runbooks: readonly Runbook[];
  /** False when the folder itself cannot be read. */
  readonly readable: boolean;
  /** Names of the folders whose runbook has problems. */
  readonly refused: readonly string[];
  /** In the order of files and lines. File names are relative to the current directory where that is shorter. */
  readonly problems: readonly Problem[];
  /** What sound runbooks leave open; they serve all the same. In the same order. Looked for when it is asked: no start asks. */
  warnings(): readonly Problem[];
}

/** Reads `<folder>/<system>/*.yaml`; never throws for what an author wrote, nor for a folder that cannot be read. */
export function loadRunbooks(folder: string, kinds: StepKinds, options: LoadOptions = {}): Loaded {
  try {
    return loadSystems(folder, kinds, options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return unreadable(folder, code === 'ENOENT' ? 'does not exist' : `cannot be read: ${messageOf(error)}`);
  }
}

function unreadable(
  folder: string,
  why: string,
  suggestion = 'Create it or mend its permissions, or name the right one as `runbooks:` in keyturn.yaml.',
): Loaded {
  const message = `The folder of runbooks ${why}.`;
  const problems = [{ file: display(folder), line: 1, column: 1, message, suggestion }];
  return { readable: false, runbooks: [], refused: [], problems, warnings: () => [] };
}

function loadSystems(folder: string, kinds: StepKinds, options: LoadOptions): Loaded {
  const systems = systemsIn(folder);
  // A file of a runbook that somebody has laid beside the folders takes none of those away.
  if (isRunbook(folder) && !systems.some((system) => isRunbook(join(folder, system))))
    return unreadable(
      folder,
      'is that of one runbook, and is to hold a folder for each',
      `Name the folder above it: ${display(dirname(resolve(folder)))}.`,
    );
  const loaded = systems.map((system) => ({
    system,
    ...loadOrSayWhy(join(folder, system), kinds, options),
  }));
  return {
    readable: true,
    refused: loaded.filter((one) => one.runbook === undefined).map((one) => one.system),
    runbooks: loaded.flatMap((one) => one.runbook ?? []),
    problems: loaded.flatMap((one) => one.problems).sort(compareProblems),
    warnings: () => loaded.flatMap((one) => one.warnings?.() ?? []).sort(compareProblems),
  };
}

/** Whatever goes wrong with one runbook is a problem of that one: the others load, and what served before serves on. */
function loadOrSayWhy(
  folder: string,
  kinds: StepKinds,
  options: LoadOptions,
): ReturnType<typeof loadRunbook> {
  try {
    return loadRunbook(folder, kinds, options);
  } catch (error) {
    const message = `The runbook cannot be loaded: ${messageOf(error).toWellFormed()}.`;
    const suggestion = 'Take the latest change back, and tell the maintainers of Keyturn.';
    return {
      runbook: undefined,
      problems: [{ file: display(folder), line: 1, column: 1, message, suggestion }],
    };
  }
}

/** Reads one runbook from all YAML files directly in its folder. */
export function loadRunbook(
  folder: string,
  kinds: StepKinds,
  options: LoadOptions = {},
): {
  readonly runbook: Runbook | undefined;
  readonly problems: readonly Problem[];
  /** Absent: nobody looks, because there are problems. */
  readonly warnings?: () => readonly Problem[];
  /** What its author wrote, and where each part of it stands. Absent: there are problems. */
  readonly written?: Merged;
} {
  const paths = yamlFilesIn(folder).map((name) => join(folder, name));
  const written = mergeFiles(paths.map(readYamlFile));
  const schema = runbookSchema(kinds);
  const set = ofSystem(basename(folder), options.vars) ?? {};
  const fillings = ofSystem(basename(folder), options.slots) ?? {};
  const source = numbersIn(written.value, set);
  const numbers = fillInNumbers(written.value, schema, source);
  const merged: Merged = { ...written, value: numbers.value };
  // A start reads each part a few hundred times: parsers that are made for speed would take longer to make than they save.
  const parsed = schema.safeParse(merged.value, { jitless: true });
  const name = nameFindings(merged.value.runbook, basename(folder));
  if (merged.problems.length > 0 || numbers.findings.length > 0 || !parsed.success) {
    const issues = parsed.success ? [] : parsed.error.issues;
    // What a file that cannot be read holds is missing elsewhere: only what is there and wrong is said of the others.
    const shown = merged.whole ? issues : issues.filter((issue) => issue.path.length > 1);
    const known = new Set(numbers.findings.map(({ path }) => placeOf(path)));
    const faults = findingsOf(shown, schema, merged.value).filter(({ path }) => !known.has(placeOf(path)));
    const findings = [...numbers.findings, ...faults, ...name];
    const beside = findingsBeside(findings, merged, kinds, { ...options, fillings, source, folder });
    return refused(merged, [...findings, ...beside]);
  }

  const filler = createFiller(parsed.data.slots, fillings, kinds, source);
  const settings = { policies: options.policies ?? {}, filler, set, numbers: numbers.used };
  const runbook = assemble(parsed.data, written, paths, settings, { kinds, folder });
  const findings = [
    ...name,
    ...slotFindings(parsed.data),
    ...revertFindings(parsed.data),
    ...filler.findings,
    ...checksOf(runbook, { kinds, roles: options.roles, held: options.held }),
    ...citationsIn(merged.value, true),
  ];
  if (findings.length > 0) return refused(merged, findings);
  const warnings = () =>
    located(merged, [
      ...WARNINGS.flatMap((warn) => warn(runbook, { kinds, fillings })),
      ...clashesIn(citationsOf(merged.value)),
    ]);
  return { runbook, problems: [], warnings, written: merged };
}

interface BesideOptions extends Pick<LoadOptions, 'roles' | 'held'> {
  readonly fillings: Fillings;
  readonly source: Numbers;
  readonly folder: string;
}

/** What is wrong with the sound parts of a definition, beside the faults that were found: no problem hides another. */
function findingsBeside(
  faults: readonly Finding[],
  merged: Merged,
  given: StepKinds,
  { roles, held, fillings, source, folder }: BesideOptions,
): readonly Finding[] {
  const salvaged = salvage(merged.value, given, merged.whole);
  if (salvaged === undefined) return [];
  const { written: sound, kinds, names, original } = salvaged;
  // Never served: its digest is of nothing, since what was refused may hold what has no canonical form.
  const filler = createFiller(sound.slots, fillings, kinds, source);
  const unset = { policies: {}, filler: { ...filler, filled: {} }, set: {}, numbers: [] };
  const runbook = assemble(sound, { ...merged, value: {} }, [], unset, { kinds, folder });
  const said = new Set(faults.map(({ path }) => placeOf(path)));
  const inSound = [...filler.findings, ...checksOf(runbook, { kinds, roles, held, names })];
  const checked = inSound.flatMap((finding) => {
    const path = original(finding.path);
    return path === undefined ? [] : [{ ...finding, path }];
  });
  // Names and words can be read also of an item that had to be taken out as a whole.
  const known = new Set(checked.map(({ path, message }) => JSON.stringify([path.map(String), message])));
  const written = merged.value;
  const read = [
    ...referencesIn(written, names),
    ...unfilledIn(written),
    ...citationsIn(written, merged.whole),
  ].filter(({ path, message }) => !known.has(JSON.stringify([path.map(String), message])));
  return [...checked, ...read].filter(({ path }) => !said.has(placeOf(path)));
}

function placeOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}

function checksOf(runbook: Runbook, context: CheckContext): readonly Finding[] {
  const kinds = withInclusions(context.kinds, runbook);
  const found = CHECKS.flatMap((check) => check(runbook, { ...context, kinds }));
  return found.map((finding) => mendedInSettings(runbook, finding));
}

function readYamlFile(path: string): YamlFile {
  const file = display(path);
  try {
    return parseYamlFile(file, readRegularSync(path));
  } catch (error) {
    const place = { file, line: 1, column: 1 };
    const problem =
      error instanceof NoRegularFile
        ? {
            ...place,
            message: `The file cannot be read: it is ${error.kind}.`,
            suggestion: 'Put a file here.',
          }
        : {
            ...place,
            message: `The file cannot be read: ${messageOf(error)}.`,
            suggestion: 'Check its permissions.',
          };
    return { file, value: undefined, problems: [problem], place: () => place, has: () => false };
  }
}

function refused(
  merged: Merged,
  findings: readonly Finding[],
): { runbook: undefined; problems: readonly Problem[] } {
  const problems = [...merged.problems, ...located(merged, findings)].sort(compareProblems);
  return { runbook: undefined, problems };
}

function located(merged: Merged, findings: readonly Finding[]): readonly Problem[] {
  return findings.map((finding) => ({
    ...merged.locate(finding),
    message: finding.message,
    suggestion: finding.suggestion,
  }));
}

function ofSystem<Said>(system: string, said: Readonly<Record<string, Said>> | undefined): Said | undefined {
  return said !== undefined && Object.hasOwn(said, system) ? said[system] : undefined;
}

function nameFindings(name: unknown, folder: string): readonly Finding[] {
  if (typeof name !== 'string' || name === folder) return [];
  const message = `The runbook is called '${name}' but stands in the folder '${folder}'.`;
  return [{ path: ['runbook'], message, suggestion: `Write \`runbook: ${folder}\`, or rename the folder.` }];
}
