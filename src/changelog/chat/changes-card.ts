import { type CardDraft, type DraftControl, draftButton } from '../../chat/draft.ts';
import type { CommandContext, Services } from '../../commands/command.ts';
import { type AskedOfLog, fixed, readLogSearch } from '../../commands/log-search.ts';
import { waysTo } from '../../commands/ways-to.ts';
import { requireAllowed } from '../../commands/who.ts';
import type { ShownChange } from '../change.ts';
import { CHANGELOG } from '../key.ts';
import { changeText } from './change-text.ts';

/** As many as are read on a phone without losing the first. */
const PAGE = 12;

/**
 * What was changed, the newest first, with the way to the log of each.
 * @param asked system, since and until, as typed
 * @param before where an earlier page ended
 * @throws OpsError for whoever may not look, and for a time or a system that there is not
 */
export async function changesCard(
  context: CommandContext,
  asked: AskedOfLog,
  before?: number,
): Promise<CardDraft> {
  await requireAllowed(context, { do: 'view' });
  const { services } = context;
  const query = readLogSearch(services, asked, await services.now());
  const found = await CHANGELOG.in(services).list(
    { ...query, ...(before === undefined ? {} : { before }) },
    PAGE,
  );
  const { changes } = found;
  const again = fixed(asked, query);
  return {
    title: titleOf(services, query.system),
    tone: 'neutral',
    status: statusOf(changes.length, found.before),
    blocks:
      changes.length === 0
        ? []
        : [
            {
              type: 'list',
              items: changes.map((change) => ({
                mark: 'bullet',
                text: changeText(
                  change,
                  query.system === undefined ? titleIn(services, change.system) : undefined,
                ),
              })),
            },
          ],
    controls: [
      ...waysToChanges(changes),
      ...(found.before === undefined
        ? []
        : [draftButton('Older', 'changelog.older', { asked: again, before: found.before })]),
      ...(changes.length === 0 ? [] : [draftButton('As a file', 'changelog.file', { asked: again })]),
    ],
    footer: footerOf(asked),
  };
}

export function titleOf(services: Pick<Services, 'catalogue'>, system: string | undefined): string {
  return system === undefined ? 'Changes of all systems' : `Changes of ${titleIn(services, system)}`;
}

/** What people call a system; one whose runbook is gone by its id. */
function titleIn({ catalogue }: Pick<Services, 'catalogue'>, system: string): string {
  return catalogue.systems().find(({ id }) => id === system)?.title ?? system;
}

function statusOf(count: number, before: number | undefined): string {
  if (count === 0)
    return before === undefined
      ? 'The log tells of no change.'
      : 'The log tells of no change so far; there are older entries.';
  const found = count === 1 ? 'One change' : `${count} changes, the newest first`;
  return before === undefined ? `${found}.` : `${found}; there may be older ones.`;
}

function waysToChanges(changes: readonly ShownChange[]): readonly DraftControl[] {
  return waysTo(
    changes.map(({ chain, what }) => ({ value: chain, label: what })),
    { kind: 'log.show', field: 'chain' },
    'Show the log of one of them',
  );
}

function footerOf(asked: AskedOfLog): string {
  const given = Object.entries(asked).filter(([, value]) => value.trim() !== '');
  return given.length === 0
    ? 'Narrow it: /ops changelog list system: since: until:'
    : `Searched for ${given.map(([name, value]) => `${name}:${value.trim()}`).join(' ')}`;
}
