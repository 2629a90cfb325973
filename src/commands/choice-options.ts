import { OpsError } from '../errors.ts';
import { cut } from '../values/cut.ts';
import { suggestName } from '../written/nearest.ts';
import type { Command } from './command.ts';

/**
 * A choice that there is not must not be taken for the usual one: `format:cvs` would give another file. What a parameter of
 * an action may be is asked again in its form, with the reason beside the field.
 * @throws OpsError naming the choice that was probably meant
 */
export function refuseUnknownChoice(
  { path, options, action }: Pick<Command, 'path' | 'options' | 'action'>,
  given: { readonly [name: string]: string },
): void {
  if (action !== undefined) return;
  for (const { name, choices } of options) {
    const value = given[name];
    if (choices === undefined || value === undefined) continue;
    const known = choices.map((choice) => choice.value);
    if (known.includes(value)) continue;
    throw new OpsError({
      code: 'command.unknown-choice',
      what: 'Nothing was done.',
      why: `${name} of /${path.join(' ')} cannot be "${cut(value, 100)}".`,
      next: suggestName(value, known),
    });
  }
}
