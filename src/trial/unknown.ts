import { actionRef } from '../runbook/definition/runbook.ts';
import { suggestName } from '../written/nearest.ts';
import type { Finding } from '../written/problem.ts';
import { type Cast, castOf } from './cast.ts';
import { fault } from './fault.ts';
import type { Ground } from './world.ts';
import type { Part, TestFile, Trial } from './written.ts';

type Names = Pick<Ground, 'registry' | 'roles'>;

interface Naming {
  readonly runbook: string;
  readonly people: TestFile['people'];
  readonly trial: Trial;
}

/** Names in a test of what is not there. */
export function unknownNames(ground: Names, { runbook, people, trial }: Naming): readonly Finding[] {
  const cast = castOf(people, ground.roles);
  const parts = [
    { at: [], part: trial },
    ...trial.first.map((part, index) => ({ at: ['first', index], part })),
  ];
  return parts.flatMap(({ at, part }) =>
    [...unknownActions(ground, runbook, part), ...unknownPeople(cast, part)].map((one) => ({
      ...one,
      path: [...at, ...one.path],
    })),
  );
}

function unknownActions({ registry }: Names, runbook: string, { action }: Part): readonly Finding[] {
  const reference = actionRef(runbook, action);
  if (registry.action(reference) !== undefined) return [];
  const near = registry.nearest(reference).map((one) => one.slice(one.indexOf(':') + 1));
  const suggestion = near.length === 0 ? '' : suggestName(action, near);
  return [fault(['action'], `The runbook has no action ${action}.`, suggestion)];
}

function unknownPeople(cast: Cast, { by, approve = [], people }: Part): readonly Finding[] {
  const named: readonly (readonly [path: readonly PropertyKey[], who: string | undefined])[] = [
    [['by'], by],
    ...approve.map((who, index) => [['approve', index], who] as const),
    ...Object.entries(people).flatMap(([step, list]) =>
      list.map((one) => [['people', step], one.by] as const),
    ),
  ];
  return named.flatMap(([path, who]) =>
    who === undefined || cast.has(who) ? [] : [fault(path, `There is no ${who} in this file.`, WRITE)],
  );
}

const WRITE = 'Write them under `people:` at its top, with their roles.';
