import type { CardDraft } from '../../chat/draft.ts';
import type { CommandContext, Reply } from '../../commands/command.ts';
import { requireAllowed } from '../../commands/who.ts';
import type { Guide } from '../guide.ts';
import { GUIDES } from '../key.ts';
import { unknownGuide } from '../refusals.ts';
import { itemCard } from './item-card.ts';
import type { Called } from './words.ts';

/** A guide for somebody who looks at it, and what the people in it are called. @throws OpsError where they may not, or there is none */
export async function lookedAt(
  context: CommandContext,
  id: string,
): Promise<{ readonly guide: Guide; readonly called: Called }> {
  await requireAllowed(context, { do: 'view' });
  const { services } = context;
  const guide = await GUIDES.in(services).get(id);
  if (guide === undefined) throw unknownGuide(id);
  const names = await services.people.named(peopleIn(guide));
  return { guide, called: (principal) => names.get(principal)?.name ?? principal };
}

/** Everybody whom its cards name. */
export function peopleIn({ startedBy, state }: Guide): readonly string[] {
  const said = Object.values(state.items).flatMap(({ by, first }) => [by, first?.by]);
  return [...new Set([startedBy, state.owner, ...said].flatMap((one) => one ?? []))];
}

/** A card for one person. It takes the place of what they clicked where that is theirs alone: what all see stays. */
export function forOne(card: CardDraft, isTheirs: boolean): Reply {
  return { type: 'card', card, visibility: 'quiet', ...(isTheirs ? { replaces: true } : {}) };
}

/** After something was done: whoever did it on their own card of the item sees how it stands now; the card that all see is drawn anew. */
export async function afterwards(
  context: CommandContext,
  { guide: id, item, from }: { readonly guide: string; readonly item: string; readonly from: string },
): Promise<Reply> {
  if (from !== 'item') return { type: 'none' };
  const { guide, called } = await lookedAt(context, id);
  const card = itemCard(guide, item, called);
  return card === undefined ? { type: 'none' } : forOne(card, true);
}
