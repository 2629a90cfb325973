import type { Citation } from '../runbook/definition/citation/cited.ts';

/** Citations of items whose parts cite lines as well: of a procedure with its steps, of a checklist with its items. */
export function wholesAmong(citations: readonly Citation[]): ReadonlySet<Citation> {
  const above = new Set(citations.flatMap(({ path }) => holdersOf(path.slice(0, -1))));
  return new Set(citations.filter(({ path }) => above.has(keyOf(path.slice(0, -1)))));
}

/** Whatever a part stands in. */
function holdersOf(path: Citation['path']): readonly string[] {
  return path.map((_, length) => keyOf(path.slice(0, length)));
}

function keyOf(path: Citation['path']): string {
  return JSON.stringify(path.map(String));
}
