import { type Offer, OpsError } from '../errors.ts';
import { cut } from '../values/cut.ts';
import { anyOf } from '../values/saying.ts';
import type { CommandContext } from './command.ts';
import { actionsSeenBy } from './seen.ts';
import type { ActionView } from './services.ts';

/** As many as have room as buttons. */
const OFFERED = 5;

/** Those that somebody names: by the whole reference one, by the id that documents and forms print all that have it. */
export function actionsNamed(actions: readonly ActionView[], typed: string): readonly ActionView[] {
  const wanted = typed.trim().toLowerCase();
  const whole = actions.filter(({ ref }) => ref === wanted);
  return whole.length > 0 ? whole : actions.filter(({ ref, runbook }) => ref === `${runbook}:${wanted}`);
}

/**
 * The action that somebody names, by its reference, or by its id where only one that they may know of has it.
 * @throws OpsError that offers those that have it, or else the nearest
 */
export async function meantAction(
  context: Pick<CommandContext, 'services' | 'principal'>,
  typed: string,
): Promise<ActionView> {
  const { catalogue } = context.services;
  const whole = catalogue.find(typed.trim());
  if (whole !== undefined) return whole;
  const isSeen = await actionsSeenBy(context);
  const named = actionsNamed(catalogue.actions(), typed).filter(isSeen);
  const [only] = named;
  if (only !== undefined && named.length === 1) return only;
  if (named.length > 1) throw severalNamed(typed, named);
  const nearest = catalogue
    .nearest(typed.trim().slice(0, 200))
    .flatMap((ref) => catalogue.find(ref) ?? [])
    .filter(isSeen)
    .slice(0, 3);
  throw new OpsError({
    code: 'action.unknown',
    what: `There is no action "${cut(typed, 100)}".`,
    why: 'No action that you may run is called so.',
    next:
      nearest.length === 0
        ? 'Type a part of its title after /ops run and choose from the list.'
        : `Did you mean ${nearest.map(({ ref }) => ref).join(', or ')}?`,
    offers: nearest.map(offerOf),
  });
}

function severalNamed(typed: string, named: readonly ActionView[]): OpsError {
  return new OpsError({
    code: 'action.several',
    what: `"${cut(typed.trim(), 100)}" was not run.`,
    why: `${named.length} systems have an action of that name.`,
    next: `Choose ${anyOf(named.map(({ ref }) => ref))}.`,
    offers: named
      .slice(0, OFFERED)
      .map(({ ref, runbook, title }) => ({ action: ref, title: `${title} (${runbook})` })),
  });
}

function offerOf({ ref, title }: ActionView): Offer {
  return { action: ref, title };
}
