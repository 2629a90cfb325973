import type { Json } from '../../../canonical.ts';
import { jsonText } from '../../../values/json.ts';
import { isExact } from '../../../values/number.ts';
import { type SecretText, secretText } from '../../plan/text.ts';
import type { Scope } from '../step.ts';

/** How a text of the author becomes JSON. */
type TextPieces = (text: string, scope: Scope) => SecretText;

/**
 * A value as JSON text in pieces: parameters and secrets are escaped as parts of a JSON string.
 * @param textOf default: every text stays a text, whatever stands in it
 */
export function jsonPieces(value: Json, scope: Scope, textOf: TextPieces = quoted): SecretText {
  if (typeof value === 'string') return textOf(value, scope);
  if (Array.isArray(value)) {
    const items = (value as readonly Json[]).map((item, index) => jsonPieces(item, scope.at(index), textOf));
    return ['[', ...separated(items), ']'];
  }
  if (value !== null && typeof value === 'object' && !isExact(value)) {
    const members = Object.entries(value).map(([name, item]) => [
      `${JSON.stringify(name)}:`,
      ...jsonPieces(item, scope.at(name), textOf),
    ]);
    return ['{', ...separated(members), '}'];
  }
  return [jsonText(value)];
}

/** A text that is nothing but one parameter keeps the type of that: a number stays a number. */
export function typed(text: string, scope: Scope): SecretText {
  const given = scope.value(text);
  return given === undefined ? quoted(text, scope) : [jsonText(given)];
}

function quoted(text: string, scope: Scope): SecretText {
  const pieces = secretText(text, scope).map((piece) =>
    typeof piece === 'string' ? JSON.stringify(piece).slice(1, -1) : { ...piece, json: true as const },
  );
  return ['"', ...pieces, '"'];
}

function separated(items: readonly SecretText[]): SecretText {
  return items.flatMap((item, index) => (index === 0 ? item : [',', ...item]));
}
