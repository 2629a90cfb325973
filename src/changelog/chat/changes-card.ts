import type { Block } from '../../chat/card.ts';
import { type CardDraft, type DraftControl, draftButton } from '../../chat/draft.ts';
import type { CommandContext, Services } from '../../commands/command.ts';
import { type AskedOfLog, fixed, readLogSearch } from '../../commands/log-search.ts';
import { waysTo } from '../../commands/ways-to.ts';
import { requireAllowed } from '../../commands/who.ts';
import { type ChangeQuery, type Cursor, isAltered, type Listed, momentOf } from '../change.ts';
import { CHANGELOG } from '../key.ts';
import type { ChangesFound } from '../service/search.ts';
import { changeText, underWayText } from './change-text.ts';

/** As many as are read on a phone without losing the first. */
const PAGE = 12;

/**
 * What was changed, the newest first, with the way to the log of each; before that, what goes on now.
 * @param asked system, since and until, as typed
 * @param before where an earlier page ended
 * @throws OpsError for whoever may not look, and for a time or a system that there is not
 */
export async function changesCard(
  context: CommandContext,
  asked: AskedOfLog,
  before?: Cursor,
): Promise<CardDraft> {
  await requireAllowed(context, { do: 'view' });
  const { services } = context;
  const query = askedChanges(services, asked, await services.now());
  const found = await CHANGELOG.in(services).list(
    { ...query, ...(before === undefined ? {} : { before }) },
    PAGE,
  );
  const { changes, underWay } = found;
  const again = fixed(asked, query);
  const titled = (system: string): string | undefined =>
    query.system === undefined ? titleIn(services, system) : undefined;
  return {
    title: titleOf(services, query.system),
    tone: 'neutral',
    status: statusOf(found, query.since !== undefined || query.until !== undefined),
    blocks: [
      ...listOf(
        underWay.map((change) => underWayText(change, titled)),
        'Under way',
      ),
      ...listOf(changes.map((change) => changeText(change, titled))),
    ],
    controls: [
      ...waysToChanges([...underWay, ...changes]),
      ...(found.before === undefined
        ? []
        : [draftButton('Older', 'changelog.older', { asked: again, before: { ...found.before } })]),
      ...(changes.length + underWay.length === 0
        ? []
        : [draftButton('As a file', 'changelog.file', { asked: again })]),
    ],
    footer: footerOf(asked),
  };
}

/** @throws OpsError for a time or a system that there is not */
export function askedChanges(services: Services, asked: AskedOfLog, now: Date): ChangeQuery {
  const { system, since, until } = readLogSearch(services, asked, now);
  return {
    ...(system === undefined ? {} : { system }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  };
}

export function titleOf(services: Pick<Services, 'catalogue'>, system: string | undefined): string {
  return system === undefined ? 'Changes of all systems' : `Changes of ${titleIn(services, system)}`;
}

/** What people call a system; one whose runbook is gone by its id. */
function titleIn({ catalogue }: Pick<Services, 'catalogue'>, system: string): string {
  return catalogue.systems().find(({ id }) => id === system)?.title ?? system;
}

function listOf(texts: readonly string[], heading?: string): readonly Block[] {
  if (texts.length === 0) return [];
  const items = texts.map((text) => ({ mark: 'bullet', text }) as const);
  return [
    ...(heading === undefined ? [] : [{ type: 'text', text: heading } as const]),
    { type: 'list', items },
  ];
}

function statusOf(found: ChangesFound, isOfATime: boolean): string {
  const { changes, before, underWay, isMoreUnderWay } = found;
  const live = isMoreUnderWay ? `${underWay.length} or more` : String(underWay.length);
  const goesOn = underWay.length === 0 && !isMoreUnderWay ? '' : `Under way: ${live}. `;
  return `${goesOn}${endedStatus(changes.length, before !== undefined, isOfATime)}`;
}

function endedStatus(count: number, hasOlder: boolean, isOfATime: boolean): string {
  if (count === 0)
    return hasOlder
      ? 'The log tells of no change so far; there are older entries.'
      : `The log tells of no change${isOfATime ? ' that was done in that time' : ''}.`;
  const found = count === 1 ? 'One change' : `${count} changes, the newest first`;
  return hasOlder ? `${found}; there may be older ones.` : `${found}.`;
}

/** One action is run again and again: its time tells a run from another. */
function waysToChanges(changes: readonly Listed[]): readonly DraftControl[] {
  return waysTo(
    changes.map((change) => ({
      value: change.chain,
      label: `${momentOf(change).toISOString().slice(5, 16).replace('T', ' ')} ${isAltered(change) ? change.chain : change.what}`,
    })),
    { kind: 'log.show', field: 'chain' },
    'Show the log of one of them',
  );
}

function footerOf(asked: AskedOfLog): string {
  const given = Object.entries(asked).filter(([, value]) => value.trim() !== '');
  return given.length === 0
    ? 'Narrow it by when it was done: /ops changelog list system: since: until:'
    : `Searched for ${given.map(([name, value]) => `${name}:${value.trim()}`).join(' ')}, by when it was done`;
}
