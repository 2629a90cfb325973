import { readPlace, type Whereabouts } from '../../chat/place.ts';
import { outputIsCut } from '../../commands/run-parts/run-output.ts';
import { isPartial } from '../../runbook/engine/output/left-out.ts';
import { decisionOf } from '../../runbook/run/decided.ts';
import { uncalledDoubts } from '../../runbook/run/emergency.ts';
import { RUN } from '../../runbook/run/run.ts';
import { keepingLock } from '../../runbook/run/still-running/still-running.ts';
import type { RunView } from '../../runbook/service.ts';
import type { Reader } from '../../store/database.ts';
import { isOver, runCard } from '../cards/run-card.ts';
import type { Sources } from './sources.ts';
import type { Shown, Subject } from './subject.ts';

/** A run as it goes. Its whole output is a file of its thread once it is over, where its card has no room for it. */
export function runSubject(sources: Pick<Sources, 'runs' | 'output' | 'emergencies'>): Subject {
  async function shown(reader: Reader, view: RunView, name: (id: string) => string): Promise<Shown> {
    const whole = isOver(view) && outputIsCut(view) ? await sources.output(reader, view.id) : undefined;
    const partial = whole !== undefined && isPartial(whole);
    // Whoever only looks may not know of an emergency; whoever changes something was told before.
    const isLook = isOver(view) && view.plan.risk === 'read';
    const emergencies = isLook ? await sources.emergencies(reader, view.plan.runbook) : [];
    const beside = emergencies.length === 0 ? undefined : { emergencies, at: await reader.now() };
    return {
      draft: runCard(view, { name, partial, ...(beside === undefined ? {} : { beside }) }),
      ...seenBy(view),
      urgent: view.state === 'unknown',
      // What keeps others waiting is not over for those who see its card.
      alive: !isOver(view) || keepingLock(view) !== undefined,
      files: whole === undefined ? [] : [outputFile(view.id, whole)],
    };
  }

  return {
    kind: RUN,
    events: ['run.changed', 'run.output'],
    async draw(reader, ids, { names }) {
      const views = await sources.runs(reader, ids);
      const name = await names.of(views.flatMap(peopleOf));
      const all = new Map<string, Shown>();
      for (const view of views) all.set(view.id, await shown(reader, view, name));
      return all;
    },
  };
}

function outputFile(id: string, content: string): Shown['files'][number] {
  const text = isPartial(content)
    ? 'The output. Some of it is left out: the place is marked in it.'
    : 'The whole output.';
  return { name: `${id}.log`, text, content };
}

/** What waits for people, or calls them at its end, is nobody's alone: whoever may answer, decide or cancel it must be able to see it. */
function seenBy(view: RunView): Partial<Whereabouts> {
  const { place, state } = view;
  const where = readPlace(place) ?? {};
  const isForPeople =
    state === 'asking' || state === 'unknown' || (isOver(view) && uncalledDoubts(view).length > 0);
  return 'audience' in where && where.audience !== undefined && isForPeople
    ? { ...where, audience: '' }
    : where;
}

function peopleOf({ requester, cancel, wayDownStopped, steps }: RunView): readonly string[] {
  const said = steps.flatMap((step) => {
    const { answer, opinions } = step;
    const decided = decisionOf(step);
    return [
      ...(answer === null ? [] : [answer.by]),
      ...opinions.map(({ principal }) => principal),
      ...(decided === undefined ? [] : [decided.by]),
    ];
  });
  const stopped = [cancel, wayDownStopped].flatMap((stop) => (stop === null ? [] : [stop.by]));
  return [requester, ...stopped, ...said];
}
