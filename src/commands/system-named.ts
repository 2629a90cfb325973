import type { Completion } from '../chat/inbound.ts';
import { OpsError } from '../errors.ts';
import { cut } from '../values/cut.ts';
import { suggestName } from '../written/nearest.ts';
import type { CompletionContext, Services } from './command.ts';
import { maySee } from './seen.ts';
import type { SystemView } from './services.ts';

/** The systems as one types, those that ran last first; nothing for whoever may not look at them. */
export async function completeSystems(
  text: string,
  looker: CompletionContext,
): Promise<readonly Completion[]> {
  if (!(await maySee(looker))) return [];
  const { catalogue, activity } = looker.services;
  const used = (await activity()).runs.map(({ action }) => action.slice(0, action.indexOf(':')));
  const rankOf = (id: string): number => (used.includes(id) ? used.indexOf(id) : used.length);
  return catalogue
    .systems()
    .toSorted((a, b) => rankOf(a.id) - rankOf(b.id))
    .map(({ id, title }) => ({ value: id, label: `${title} – ${id}` }))
    .filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()));
}

/** @throws OpsError when there is no such system. */
export function systemNamed(services: Pick<Services, 'catalogue'>, id: string): SystemView {
  const systems = services.catalogue.systems();
  const found = systems.find((system) => system.id === id);
  if (found !== undefined) return found;
  throw new OpsError({
    code: 'system.unknown',
    what: `There is no system "${cut(id, 100)}".`,
    why: 'No runbook of that name is loaded.',
    next: suggestName(
      id,
      systems.map((system) => system.id),
    ),
  });
}
