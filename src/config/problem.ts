import { OpsError } from '../errors.ts';

/** Something wrong with the settings, with its place. */
export interface ConfigProblem {
  /** `people.ana.name`, or the name of an environment variable. */
  readonly path: string;
  /** The file and position, or undefined for the environment. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | undefined;
  /** What was found and why it does not do. Never holds a secret. */
  readonly message: string;
  /** What to write instead. */
  readonly suggestion: string;
}

export function formatProblem({ place, path, message, suggestion }: ConfigProblem): string {
  const where = place === undefined ? path : `${place.file}:${place.line}:${place.column}: ${path}`;
  return `${where.replace(/: $/, '')}: ${message} ${suggestion}`.trimEnd();
}

/** The refusal to start with settings that are wrong; it lists everything at once. */
export function configError(problems: readonly ConfigProblem[]): OpsError {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  return new OpsError({
    code: 'config.invalid',
    what: 'The settings are not valid.',
    why: `There ${problems.length === 1 ? 'is' : 'are'} ${count}:\n${problems.map(formatProblem).join('\n')}`,
    next: 'Mend them and start again; `keyturn doctor` checks without starting.',
  });
}
