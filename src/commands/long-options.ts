import { OpsError } from '../errors.ts';
import type { Command } from './command.ts';

/**
 * A value that is longer than its option takes, with the count: shortened in silence it would be another value. What a
 * parameter of an action may hold is asked again in its form, beside the field.
 * @throws OpsError
 */
export function refuseLongValue(
  { path, options, action }: Pick<Command, 'path' | 'options' | 'action'>,
  given: { readonly [name: string]: string },
): void {
  if (action !== undefined) return;
  for (const { name, maxLength = Number.POSITIVE_INFINITY } of options) {
    const length = given[name]?.length ?? 0;
    if (length <= maxLength) continue;
    throw new OpsError({
      code: 'command.too-long',
      what: 'Nothing was done.',
      why: `${name} of /${path.join(' ')} has ${length.toLocaleString('en')} characters, and takes at most ${maxLength.toLocaleString('en')}.`,
      next: 'Give it again, shorter.',
    });
  }
}
