import { OpsError } from '../errors.ts';
import { cut } from '../values/cut.ts';
import { truthText } from '../values/truth.ts';
import type { Command } from './command.ts';

/**
 * Options of yes or no as `true` or `false`, however they were typed: taken for no, `dry-run:yes` would be the real thing.
 * @throws OpsError naming the option that says neither.
 */
export function readTruths(
  { path, options }: Pick<Command, 'path' | 'options'>,
  given: { readonly [name: string]: string },
): { readonly [name: string]: string } {
  const truths = new Set(options.filter(({ type }) => type === 'boolean').map(({ name }) => name));
  const read = Object.entries(given).map(([name, typed]) => {
    if (!truths.has(name)) return [name, typed] as const;
    const truth = truthText(typed);
    if (truth !== undefined) return [name, truth] as const;
    throw new OpsError({
      code: 'command.neither-yes-nor-no',
      what: 'Nothing was started.',
      why: `${name} of /${path.join(' ')} is "${cut(typed, 100)}", which is neither true nor false.`,
      next: `Write ${name}:true or ${name}:false, or leave it out.`,
    });
  });
  return Object.fromEntries(read);
}
