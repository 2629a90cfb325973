import type { Deed } from '../people/decision.ts';
import type { Principal } from '../people/principal.ts';
import type { Command, Services } from './command.ts';
import type { ActionView } from './services.ts';

interface Looker {
  readonly services: Pick<Services, 'people' | 'catalogue'>;
  readonly principal: Principal | undefined;
}

/** Which actions somebody may be told of: those that they may run, or ask for. */
export async function actionsSeenBy(looker: Looker): Promise<(action: ActionView) => boolean> {
  const { people, catalogue } = looker.services;
  const deeds = new Map(catalogue.actions().map((action) => [keyOf(action), deedOf(action)]));
  const keys = [...deeds.keys()];
  const decisions = await people.authorizeAll(looker.principal, [...deeds.values()]);
  const seen = new Set(
    keys.filter((_key, i) => decisions[i] !== undefined && decisions[i].effect !== 'deny'),
  );
  return (action) => seen.has(keyOf(action));
}

/** What of it somebody may be told of. */
export interface Seen {
  readonly action: (action: ActionView) => boolean;
  /** What a runbook brings only where they may run it. */
  readonly command: (command: Command) => boolean;
}

/** Which actions and commands somebody may be told of. */
export async function seenBy(looker: Looker): Promise<Seen> {
  const isSeen = await actionsSeenBy(looker);
  return { action: isSeen, command: ({ action }) => action === undefined || isSeen(action) };
}

/** Whether somebody may look at requests, runs and the log. */
export async function maySee({ services, principal }: Looker, deed: Deed = { do: 'view' }): Promise<boolean> {
  return (await services.people.authorize(principal, deed)).effect !== 'deny';
}

function keyOf({ runbook, risk }: ActionView): string {
  return `${runbook} ${risk}`;
}

function deedOf({ runbook, risk }: ActionView): Deed {
  return { do: 'run', system: runbook, risk, mode: 'execute' };
}
