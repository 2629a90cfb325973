import type { Finding } from '../../../written/problem.ts';
import { isCitation } from '../citation/cited.ts';
import { STEP_LISTS } from '../construct/sequence.ts';

type Path = readonly PropertyKey[];

/**
 * Where a runbook names the document that it was taken from, everything with a title says which lines it stands for; where it
 * names none, nothing cites lines: they would be those of nothing.
 * @param written what the author wrote, whatever else of it is faulty
 * @param whole whether all of it could be read: otherwise nobody knows whether it names a document
 */
export function citationsIn(
  { source: document, title: _title, ...collections }: Readonly<Record<string, unknown>>,
  whole: boolean,
): readonly Finding[] {
  if (document !== undefined) return [...missingCitations(collections, [])];
  return whole ? [...strayCitations(collections, [])] : [];
}

function* missingCitations(value: unknown, path: Path): Generator<Finding> {
  if (typeof value !== 'object' || value === null || isFree(path)) return;
  const { title, source } = value as { readonly title?: unknown; readonly source?: unknown };
  if (typeof title === 'string' && source === undefined) {
    const suggestion = 'Cite lines of the document, such as `source: L183-184`.';
    yield { path: [...path, 'source'], message: "'source' is missing.", suggestion };
  }
  for (const [key, inner] of Object.entries(value)) yield* missingCitations(inner, [...path, key]);
}

/** Policies and variables are made for the runbook, and the steps of an action stand for its lines. */
function isFree([collection, , part]: Path): boolean {
  if (collection === 'actions') return STEP_LISTS.some((list) => list === part);
  return collection === 'vars' || collection === 'policies' || collection === 'breakGlass';
}

function* strayCitations(value: unknown, path: Path): Generator<Finding> {
  if (typeof value !== 'object' || value === null) return;
  const { source } = value as { readonly source?: unknown };
  if (isCitation(source)) {
    const message = `The runbook names no document that ${source} could be lines of.`;
    const suggestion = 'Write `source:` and the name of the document at the top, or take this away.';
    yield { path: [...path, 'source'], message, suggestion };
  }
  for (const [key, inner] of Object.entries(value)) yield* strayCitations(inner, [...path, key]);
}
