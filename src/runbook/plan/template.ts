/** A placeholder `{{ scope.path }}` in a text of a definition. */
export interface Placeholder {
  readonly scope: (typeof SCOPES)[number];
  /** Behind the scope, e.g. `['buffer']` or `['after', 'body', 'state']`. */
  readonly path: readonly string[];
  /** As written, braces included. */
  readonly written: string;
  /** Where it begins in the text. */
  readonly at: number;
}

export type TemplatePart = string | Placeholder;

/** Why a text is not a template: the piece at fault and what to write. */
export interface TemplateError {
  readonly piece: string;
  readonly why: string;
}

const SCOPES = ['params', 'vars', 'run', 'secrets', 'steps'] as const;
/** Keys of JSON may hold a `$`. */
const REFERENCE = /^(params|vars|run|secrets|steps)((?:\.[\w$-]+|\[\d+\])+)$/;

/** Whether what stands there comes from whoever asks: what they give, or what is known of them and their run. */
export function isGiven(part: TemplatePart): part is Placeholder {
  return typeof part !== 'string' && (part.scope === 'params' || part.scope === 'run');
}

/** Splits a text into literal pieces and placeholders. There are no expressions, filters or conditions. */
export function parseTemplate(text: string): {
  readonly parts: readonly TemplatePart[];
  readonly errors: readonly TemplateError[];
} {
  const parts: TemplatePart[] = [];
  const errors: TemplateError[] = [];
  let rest = 0;
  for (const { start, written, inner } of braced(text)) {
    if (start > rest) parts.push(text.slice(rest, start));
    rest = start + written.length;
    const reference = REFERENCE.exec(inner);
    if (reference === null) {
      errors.push({ piece: written, why: `write {{ ${SCOPES.join('.name }}, {{ ')}.id.name }}` });
      continue;
    }
    const path = (reference[2] ?? '').split(/[.[\]]+/).filter((segment) => segment !== '');
    parts.push({ scope: reference[1] as Placeholder['scope'], path, written, at: start });
  }
  const tail = text.slice(rest);
  if (tail.includes('{{')) errors.push({ piece: tail.slice(tail.indexOf('{{')), why: 'close it with }}' });
  if (tail !== '') parts.push(tail);
  return { parts, errors };
}

/** What stands between `{{` and the next `}}`, without the space around it. */
export function* braced(
  text: string,
): Generator<{ readonly start: number; readonly written: string; readonly inner: string }> {
  for (let start = text.indexOf('{{'); start >= 0; ) {
    const end = text.indexOf('}}', start + 2);
    if (end < 0) return;
    yield { start, written: text.slice(start, end + 2), inner: text.slice(start + 2, end).trim() };
    start = text.indexOf('{{', end + 2);
  }
}

export function placeholdersOf(text: string): readonly Placeholder[] {
  return parseTemplate(text).parts.filter((part) => typeof part !== 'string');
}
