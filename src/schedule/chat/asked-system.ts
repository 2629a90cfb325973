import type { CardDraft } from '../../chat/draft.ts';
import type { CommandContext } from '../../commands/command.ts';
import { systemNamed } from '../../commands/system-named.ts';
import { requireAllowed } from '../../commands/who.ts';

/** The system that somebody named, or all of them. @throws OpsError for whoever may not look, and for one that there is not */
export async function askedSystem(
  context: CommandContext,
  typed: string,
): Promise<{ readonly system: string | undefined; readonly title: string }> {
  await requireAllowed(context, { do: 'view' });
  if (typed.trim() === '') return { system: undefined, title: 'all systems' };
  const { id, title } = systemNamed(context.services, typed.trim());
  return { system: id, title };
}

export function nothingScheduled(title: string): CardDraft {
  return {
    title: `Schedules of ${title}`,
    tone: 'neutral',
    status: 'No runbook says that something is due at a time.',
    blocks: [{ type: 'text', text: 'Write it under `schedules:` in the runbook.' }],
    controls: [],
  };
}
