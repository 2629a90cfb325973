import type { Completion } from '../../chat/inbound.ts';
import type { CompletionContext } from '../../commands/command.ts';
import { maySee } from '../../commands/seen.ts';
import { KNOWLEDGE } from '../key.ts';
import { findEntries } from './find-entries.ts';

const SHOWN = 25;
/** What no platform takes as a value is found by the search. */
const LONGEST = 100;

/** What there is to show that matches what was typed so far, best first; the runbooks where nothing was. */
export async function completeEntries(
  text: string,
  looker: CompletionContext,
): Promise<readonly Completion[]> {
  if (!(await maySee(looker))) return [];
  const knowledge = KNOWLEDGE.in(looker.services);
  if (text.trim() === '') return knowledge.books().map(({ id, title }) => ({ value: id, label: title }));
  return findEntries(knowledge.entries(), text)
    .filter(({ ref }) => ref.length <= LONGEST)
    .slice(0, SHOWN)
    .map(({ ref, title, noun, systemTitle }) => ({
      value: ref,
      label: `${title} – ${noun} of ${systemTitle}`,
    }));
}
