import type { Completion } from '../../chat/inbound.ts';
import type { CompletionContext } from '../../commands/command.ts';
import { find } from '../../commands/find.ts';
import { maySee } from '../../commands/seen.ts';
import { GUIDES } from '../key.ts';
import { type Guided, NOUNS } from '../sheet/sheet.ts';
import type { Startable } from '../sheet/sheet-of.ts';

const SHOWN = 25;
/** What no platform takes as a value is found by the search. */
const LONGEST = 100;

/** What matches some words, best first; all of it where there are none. */
export function findStartables(
  all: readonly Startable[],
  text: string,
  isWanted: (one: Startable) => boolean = () => true,
): readonly Startable[] {
  if (text.trim() === '') return all.filter(isWanted);
  const scored = [...find(all, text, foundBy, isWanted)].toSorted(
    ([one, score], [other, its]) => score - its || one - other,
  );
  return scored.flatMap(([position]) => all[position] ?? []);
}

function foundBy({ title, ref, kind, system, systemTitle, words }: Startable) {
  const names = `${title} ${ref.slice(ref.indexOf('/') + 1)}`;
  return { names, words: `${NOUNS[kind]} ${system} ${systemTitle}`, more: words };
}

/** What one can start, as one types. */
export async function completeStartables(
  text: string,
  looker: CompletionContext,
  kinds?: readonly Guided[],
): Promise<readonly Completion[]> {
  if (!(await maySee(looker))) return [];
  const isWanted = ({ kind, ref }: Startable): boolean =>
    ref.length <= LONGEST && (kinds === undefined || kinds.includes(kind));
  return findStartables(GUIDES.in(looker.services).startables(), text, isWanted)
    .slice(0, SHOWN)
    .map(({ ref, title, kind, systemTitle }) => ({
      value: ref,
      label: `${title} – ${NOUNS[kind]} of ${systemTitle}`,
    }));
}
