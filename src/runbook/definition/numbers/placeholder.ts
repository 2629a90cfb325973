import { braced } from '../../plan/template.ts';

/** A number that stands elsewhere: `{{ limits.spend.max }}`, or a variable. */
export interface NumberPlaceholder {
  /** `limits.spend.max`, `vars.spend`. */
  readonly name: string;
  readonly scope: 'limits' | 'vars';
  /** Behind the scope. */
  readonly path: readonly string[];
  readonly start: number;
  readonly end: number;
}

const REFERENCE = /^(limits|vars)((?:\.[A-Za-z0-9_-]+)+)$/;

/** Those in a text, in order; what else stands in braces is filled in when a plan is made. */
export function numberPlaceholdersIn(text: string): readonly NumberPlaceholder[] {
  return [...braced(text)].flatMap(({ start, written, inner }) => {
    const [name, scope, path = ''] = REFERENCE.exec(inner) ?? [];
    if (name === undefined) return [];
    const end = start + written.length;
    return [
      { name, scope: scope === 'limits' ? 'limits' : 'vars', path: path.slice(1).split('.'), start, end },
    ];
  });
}

const OF_LIMITS = /^limits\b/;

/** What is meant as a reference to a limit in a text, and is none. */
export function misspeltIn(text: string): readonly string[] {
  return [...braced(text)]
    .filter(({ inner }) => OF_LIMITS.test(inner) && !REFERENCE.test(inner))
    .map(({ written }) => written);
}

/** The one that a text is nothing but. */
export function loneNumberPlaceholder(text: string): NumberPlaceholder | undefined {
  const [only] = numberPlaceholdersIn(text.trim());
  return only?.start === 0 && only.end === text.trim().length ? only : undefined;
}
