import type { ZodType } from 'zod';
import { cut } from '../../../values/cut.ts';
import { isNumeric, type Numeric, numberText } from '../../../values/number.ts';
import type { Finding } from '../../../written/problem.ts';
import { type Takes, takesAt } from '../../../written/schema-keys.ts';
import {
  loneNumberPlaceholder,
  misspeltIn,
  type NumberPlaceholder,
  numberPlaceholdersIn,
} from './placeholder.ts';
import type { Numbers, Sourced } from './source.ts';

type Path = readonly PropertyKey[];
type Block = Readonly<Record<string, unknown>>;

/** A number that was put in the place of a reference to it. */
export interface UsedNumber {
  /** Where in the definition. */
  readonly path: Path;
  /** `limits.spend.max`, `vars.spend`. */
  readonly name: string;
  readonly value: Numeric | string;
  /** What it is called where it stands. */
  readonly title?: string;
  /** The variable that it is in turn. */
  readonly from?: string;
}

export interface FilledIn {
  /** The definition as if each number had been written where it is used. */
  readonly value: Block;
  readonly used: readonly UsedNumber[];
  readonly findings: readonly Finding[];
}

/**
 * Puts numbers that stand once in the place of every reference to them, before a definition, or what fills it in, is read: whatever
 * takes a number takes a reference, and what refuses a text there refuses one that leads to a text.
 */
export function fillInNumbers(written: Block, schema: ZodType, numbers: Numbers): FilledIn {
  const used: UsedNumber[] = [];
  const findings: Finding[] = [];

  const at = (value: unknown, path: Path): unknown => {
    if (!mayRefer(value)) return value;
    if (typeof value === 'string') return inText(value, path);
    if (Array.isArray(value)) return value.map((item, index) => at(item, [...path, index]));
    if (!isBlock(value) || isNumeric(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, at(item, [...path, key])]));
  };

  const inText = (text: string, path: Path): unknown => {
    findings.push(...misspeltIn(text).map((piece) => ({ path, ...noReference(piece) })));
    const lone = loneNumberPlaceholder(text);
    return lone === undefined ? amongWords(text, path) : alone(lone, text, path);
  };

  const alone = (placeholder: NumberPlaceholder, text: string, path: Path): unknown => {
    const takes = takesAt(schema, path);
    if (placeholder.scope === 'vars' && !isForNumbers(takes)) return text;
    const value = numberBehind(placeholder, path);
    if (value === undefined) return text;
    return isNumeric(value) && !takes.number ? numberText(value) : value;
  };

  const amongWords = (text: string, path: Path): string => {
    let filled = '';
    let end = 0;
    for (const placeholder of numberPlaceholdersIn(text)) {
      const value = placeholder.scope === 'limits' ? numberBehind(placeholder, path) : undefined;
      if (value === undefined) continue;
      filled += text.slice(end, placeholder.start) + (isNumeric(value) ? numberText(value) : value);
      end = placeholder.end;
    }
    return filled + text.slice(end);
  };

  const numberBehind = (placeholder: NumberPlaceholder, path: Path): Numeric | string | undefined => {
    const found = sourced(numbers, placeholder, path);
    if ('wrong' in found) {
      findings.push({ path, ...found.wrong });
      return undefined;
    }
    used.push({ path, name: placeholder.name, ...found });
    return found.value;
  };

  return { value: at(written, []) as Block, used, findings };
}

/** Whether a text in a value has a placeholder that may be ours to fill in: most have none, and stay as they are. */
function mayRefer(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{') && OURS.test(value);
  if (typeof value !== 'object' || value === null) return false;
  for (const key in value) if (mayRefer((value as Block)[key])) return true;
  return false;
}

const OURS = /\{\{\s*(?:limits\b|vars\.)/;

function noReference(piece: string): Pick<Finding, 'message' | 'suggestion'> {
  return {
    message: `'${cut(piece, 60)}' is no reference to a limit.`,
    suggestion:
      'Write {{ limits.<name>.max }} with min, max or per; what is calculated is a limit of its own.',
  };
}

/** A block as YAML has it, and no value of another kind that JavaScript keeps as an object. */
function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Where a text may be any, a variable is filled in when a plan is made, as in every other text. */
function isForNumbers({ number, formed, anyText }: Takes): boolean {
  return (number || formed) && !anyText;
}

/** What a number comes from is not itself made of numbers that stand elsewhere: nobody would find the end. */
function sourced(numbers: Numbers, placeholder: NumberPlaceholder, [collection]: Path): Sourced {
  if (placeholder.scope !== 'limits' || (collection !== 'limits' && collection !== 'vars'))
    return numbers.of(placeholder);
  const message = `A ${collection === 'limits' ? 'limit' : 'variable'} does not refer to a limit.`;
  return { wrong: { message, suggestion: 'Write the number here, and refer to it elsewhere.' } };
}
