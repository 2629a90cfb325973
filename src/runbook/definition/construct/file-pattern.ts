import type { PatternProblem } from '../../../pattern/pattern.ts';

/** Which names of a folder are meant: `**` any number of folders, otherwise a name with `*` and `?` in it. */
export type FilePattern = readonly string[];

/** Any number of folders, also none. */
export const ANY_FOLDERS = '**';

/** Of what other tools read as patterns: classes, alternatives, extended groups, negation, escapes. */
const FOREIGN = /[[\]{}\\]|[@+!?*]\(|^!/;

/** A path below the folder of a system, with `*` and `?` inside names and `**` as a name. */
export function parseFilePattern(text: string): FilePattern | PatternProblem {
  const foreign = FOREIGN.exec(text)?.[0];
  if (foreign !== undefined) {
    return {
      why: `holds '${foreign}', which is not taken here`,
      instead: 'Use * and ? inside a name, ** for any folders, and an entry of its own for each other way.',
    };
  }
  const names = text.split('/').filter((name) => name !== '' && name !== '.');
  const glued = names.find((name) => name.includes('**') && name !== ANY_FOLDERS);
  if (glued !== undefined) {
    return { why: `holds '${glued}'`, instead: 'Write ** between slashes, as in lib/**/*.mjs.' };
  }
  // Several in a row mean the same as one, and at the end it is the files in any folder that are meant.
  const once = names.filter((name, index) => name !== ANY_FOLDERS || names[index - 1] !== ANY_FOLDERS);
  return once.at(-1) === ANY_FOLDERS ? [...once, '*'] : once;
}
