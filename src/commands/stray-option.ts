import { OpsError } from '../errors.ts';
import { cut } from '../values/cut.ts';
import { suggestName } from '../written/nearest.ts';
import type { Command } from './command.ts';

/**
 * Left out in silence, a misspelt option would let something else happen than what was asked for.
 * @throws OpsError naming the option that was probably meant.
 */
export function refuseStrayOption(
  { path, options }: Pick<Command, 'path' | 'options'>,
  given: { readonly [name: string]: string },
): void {
  const known = options.map((option) => option.name);
  const stray = Object.keys(given).find((name) => !known.includes(name));
  if (stray === undefined) return;
  throw new OpsError({
    code: 'command.unknown-option',
    what: 'Nothing was started.',
    why: `/${path.join(' ')} has no option "${cut(stray, 100)}".`,
    next: known.length === 0 ? 'Leave it out.' : suggestName(stray, known),
  });
}
