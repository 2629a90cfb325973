/** A placeholder `{{ scope.path }}` in a text of a definition. */
export interface Placeholder {
  readonly scope: 'params' | 'vars' | 'secrets' | 'steps';
  /** Behind the scope, e.g. `['buffer']` or `['after', 'body', 'state']`. */
  readonly path: readonly string[];
  /** As written, braces included. */
  readonly written: string;
}

export type TemplatePart = string | Placeholder;

/** Why a text is not a template: the piece at fault and what to write. */
export interface TemplateError {
  readonly piece: string;
  readonly why: string;
}

const SCOPES = ['params', 'vars', 'secrets', 'steps'] as const;
const REFERENCE = /^(params|vars|secrets|steps)((?:\.[A-Za-z0-9_-]+|\[\d+\])+)$/;

/** Splits a text into literal pieces and placeholders. There are no expressions, filters or conditions. */
export function parseTemplate(text: string): {
  readonly parts: readonly TemplatePart[];
  readonly errors: readonly TemplateError[];
} {
  const parts: TemplatePart[] = [];
  const errors: TemplateError[] = [];
  let rest = 0;
  for (const match of text.matchAll(/\{\{(.*?)\}\}/gs)) {
    if (match.index > rest) parts.push(text.slice(rest, match.index));
    rest = match.index + match[0].length;
    const reference = REFERENCE.exec((match[1] ?? '').trim());
    if (reference === null) {
      errors.push({ piece: match[0], why: `write {{ ${SCOPES.join('.name }}, {{ ')}.id.name }}` });
      continue;
    }
    const path = (reference[2] ?? '').split(/[.[\]]+/).filter((segment) => segment !== '');
    parts.push({ scope: reference[1] as Placeholder['scope'], path, written: match[0] });
  }
  const tail = text.slice(rest);
  if (tail.includes('{{')) errors.push({ piece: tail.slice(tail.indexOf('{{')), why: 'close it with }}' });
  if (tail !== '') parts.push(tail);
  return { parts, errors };
}

export function placeholdersOf(text: string): readonly Placeholder[] {
  return parseTemplate(text).parts.filter((part) => typeof part !== 'string');
}
