import type { CommandContext } from './command.ts';
import { unknownThing } from './unknown.ts';
import { requireAllowed, requirePerson } from './who.ts';

/**
 * Who acts on a run that exists: a person who may ask for its action. Answers the id of the person.
 * @throws OpsError for anybody else, and when there is no such run.
 */
export async function requireActorOn(context: CommandContext, run: string): Promise<string> {
  const by = requirePerson(context).id;
  const view = await context.services.runs.get(run);
  if (view === undefined) throw unknownThing('run', run);
  const { runbook: system, risk, mode } = view.plan;
  await requireAllowed(context, { do: 'run', system, risk, mode });
  return by;
}
