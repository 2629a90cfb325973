import { parseDuration } from '../../../duration.ts';
import { isNumeric, type Numeric, readNumber } from '../../../values/number.ts';
import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import { loneNumberPlaceholder, type NumberPlaceholder } from './placeholder.ts';

/** What stands behind a placeholder, and where it came from in turn; or why nothing does. */
export type Sourced =
  | { readonly value: Numeric | string; readonly from?: string; readonly title?: string }
  | { readonly wrong: Pick<Finding, 'message' | 'suggestion'> };

/** The parts of a limit that others refer to. */
const PARTS = ['min', 'max', 'per'] as const;

/** Where numbers stand: in a definition as it is written, and in what the settings say of its system. */
export interface Numbers {
  of(placeholder: NumberPlaceholder): Sourced;
}

/**
 * @param written the whole definition, whatever of it is faulty
 * @param set values of variables in keyturn.yaml
 */
export function numbersIn(
  written: Readonly<Record<string, unknown>>,
  set: Readonly<Record<string, string>>,
): Numbers {
  const blocks = { limits: blockIn(written, 'limits'), vars: blockIn(written, 'vars') };

  const ofVariable = (name: string): Sourced => {
    const names = Object.keys(blocks.vars);
    if (!names.includes(name))
      return wrong(`The runbook has no variable '${name}'.`, suggestName(name, names));
    const value = Object.hasOwn(set, name) ? set[name] : blockIn(blocks.vars, name).default;
    if (typeof value !== 'string')
      return wrong(
        `The variable '${name}' has no value, and a number stands here.`,
        'Give it a `default`, or a value under systems, vars in keyturn.yaml.',
      );
    // A value is never read as a template.
    if (value.includes('{{'))
      return wrong(
        `The variable '${name}' holds a reference, and a number stands here.`,
        'Write its value out.',
      );
    const title = blockIn(blocks.vars, name).description;
    return { value: readNumber(value) ?? value, ...titled(title) };
  };

  const ofLimit = (name: string, part: string): Sourced => {
    const names = Object.keys(blocks.limits);
    if (!names.includes(name)) return wrong(`There is no limit '${name}'.`, suggestName(name, names));
    const limit = blockIn(blocks.limits, name);
    const value = PARTS.some((known) => known === part) ? limit[part] : undefined;
    const title = limit.title;
    const variable = typeof value === 'string' ? loneNumberPlaceholder(value) : undefined;
    if (variable?.scope === 'vars') {
      const found = ofVariable(variable.path.join('.'));
      if ('wrong' in found) return found;
      if (isNumeric(found.value) || isDuration(found.value))
        return { ...found, ...titled(title), from: variable.name };
    }
    if (isNumeric(value) || isDuration(value)) return { value, ...titled(title) };
    if (value !== undefined)
      return wrong(`'${part}' of the limit '${name}' is neither a number nor a duration.`, 'Mend it there.');
    const given = PARTS.filter((known) => limit[known] !== undefined);
    return wrong(`The limit '${name}' has no '${part}'.`, suggestName(part, given));
  };

  return {
    of({ scope, path: [name = '', ...rest], name: written }) {
      if (scope === 'vars') return ofVariable([name, ...rest].join('.'));
      if (rest.length === 1) return ofLimit(name, rest[0] ?? '');
      return wrong(`{{ ${written} }} does not say which end it means.`, `Write {{ limits.${name}.max }}.`);
    },
  };
}

function isDuration(value: unknown): value is string {
  return typeof value === 'string' && parseDuration(value) !== undefined;
}

function wrong(message: string, suggestion: string): Sourced {
  return { wrong: { message, suggestion } };
}

function titled(title: unknown): { readonly title?: string } {
  return typeof title === 'string' ? { title } : {};
}

/** A block of a block; an empty one where there is none, which is a fault of its own. */
function blockIn(block: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const found = Object.hasOwn(block, name) ? block[name] : undefined;
  const isBlock = typeof found === 'object' && found !== null && !Array.isArray(found);
  return isBlock ? (found as Readonly<Record<string, unknown>>) : {};
}
