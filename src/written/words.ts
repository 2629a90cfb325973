import * as z from 'zod';
import { isBlank } from '../values/characters.ts';

/** Words for people. Blanks and marks that nobody sees are none: a card or a button of them could not be told from another, or shown. */
export function words({ longest }: { readonly longest?: number } = {}) {
  const text = z.string().min(1);
  return (longest === undefined ? text : text.max(longest)).refine(
    (written) => written === '' || !isBlank(written),
    { message: 'nothing but blanks', params: { suggestion: 'Write words that people can read.' } },
  );
}
