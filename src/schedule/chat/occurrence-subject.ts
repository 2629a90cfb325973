import type { Aside, Shown, Subject } from '../../bot/subjects/subject.ts';
import { readPlace } from '../../chat/place.ts';
import { exactTime } from '../../chat/time-text.ts';
import type { Registry } from '../../runbook/definition/registry.ts';
import type { Runbook } from '../../runbook/definition/runbook.ts';
import type { Reader } from '../../store/database.ts';
import { quoted } from '../../values/quoted.ts';
import { isEnded, type Occurrence, whatInWords } from '../occurrence.ts';
import { OCCURRENCE } from '../schedule.ts';
import { OCCURRENCE_CALLS, OCCURRENCE_CHANGED } from '../service.ts';
import { doneSince, readOccurrences } from '../store.ts';
import { occurrenceCard } from './occurrence-card.ts';

/** What was due, in the channel of its system: where people have to do something, or to know that it went wrong. */
export function occurrenceSubject(registry: Pick<Registry, 'runbooks'>): Subject {
  const runbookOf = ({ schedule }: Occurrence): Runbook | undefined =>
    registry.runbooks().find(({ id }) => id === systemOf(schedule));
  return {
    kind: OCCURRENCE,
    events: [OCCURRENCE_CHANGED],
    asides: [calls],
    async draw(reader, ids, { names, now }) {
      const told = (await readOccurrences(reader, ids)).filter((one) => one.told);
      const called = await names.of(told.flatMap(({ by }) => by ?? []));
      const shown = new Map<string, Shown>();
      for (const one of told) {
        const runbook = runbookOf(one);
        const draft = occurrenceCard(one, {
          system: runbook?.title ?? systemOf(one.schedule),
          by: one.by === null ? '' : called(one.by),
          wellAgain: await wellAgainSince(reader, one),
          items: itemsOf(one, runbook),
          now,
        });
        const alive = !isEnded(one) || (one.state === 'failed' && one.what.often);
        const urgent = draft.tone === 'danger';
        shown.set(one.id, { draft, ...readPlace(one.place), urgent, alive, files: [] });
      }
      return shown;
    },
  };
}

function systemOf(schedule: string): string {
  return schedule.slice(0, schedule.indexOf(':'));
}

async function wellAgainSince(reader: Reader, one: Occurrence): Promise<Date | undefined> {
  return one.state === 'failed' && one.what.often ? doneSince(reader, one.schedule, one.dueAt) : undefined;
}

function itemsOf({ what: { starts } }: Occurrence, runbook: Runbook | undefined): readonly string[] {
  if (starts.kind === 'checklist')
    return runbook?.checklists[starts.id]?.items.map(({ title }) => title) ?? [];
  if (starts.kind === 'procedure')
    return runbook?.procedures[starts.id]?.steps.map(({ title }) => title) ?? [];
  return [];
}

/** Whom its runbook names is called once when it was missed or went wrong. */
const calls: Aside = {
  event: OCCURRENCE_CALLS,
  async say(reader, id) {
    const [one] = await readOccurrences(reader, [id]);
    if (one === undefined || one.what.calls.length === 0 || !isBad(one)) return undefined;
    const { what, dueAt, missedAt } = one;
    const how = missedAt === null ? 'went wrong' : 'was not done in time';
    return {
      key: `calls/${OCCURRENCE.subject(id)}`,
      text: `${quoted(what.title)}, due ${exactTime(dueAt)}, ${how}. ${whatInWords(what)} Its card says more.`,
      calls: what.calls,
    };
  },
};

function isBad({ state, missedAt }: Occurrence): boolean {
  return (
    state === 'failed' ||
    state === 'skipped' ||
    (state === 'open' && missedAt !== null) ||
    (state === 'due' && missedAt !== null)
  );
}
