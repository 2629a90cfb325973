import type { CardDraft } from '../../chat/draft.ts';
import type { CommandContext } from '../../commands/command.ts';
import { actionsSeenBy } from '../../commands/seen.ts';
import { requireRequester } from '../../commands/who.ts';
import type { Entry } from '../entry.ts';
import { KNOWLEDGE } from '../key.ts';
import { entryCard } from './entry-card.ts';

/** The card of one entry, with what belongs to it as far as whoever looks may know of it. */
export async function oneCard(context: CommandContext, entry: Entry): Promise<CardDraft> {
  const { services } = context;
  const knowledge = KNOWLEDGE.in(services);
  const [isSeen, shown] = await Promise.all([
    actionsSeenBy(context),
    knowledge.show(requireRequester(context).id, entry),
  ]);
  return entryCard(shown, {
    actions: entry.actions.flatMap((ref) => services.catalogue.find(ref) ?? []).filter(isSeen),
    related: entry.related.flatMap((ref) => knowledge.find(ref) ?? []),
  });
}
