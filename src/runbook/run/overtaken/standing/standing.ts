import { parseEntryBody } from '../../../../audit/entry.ts';
import type { Refusal } from '../../../../errors.ts';
import { cut } from '../../../../values/cut.ts';
import type { Plan, PlannedTakingBack, StandingEmergency } from '../../../plan/plan.ts';
import type { Run } from '../../run.ts';

/** The newest run of an emergency that nothing has taken back. */
export interface Begun {
  readonly run: string;
  /** The entry of the log with which it began: their order is that in which they were written. */
  readonly id: string;
  readonly at: Date;
  /** The body of the first entry of its chain. */
  readonly first: string;
  /** The state in which it ended, as the log says; null: it says nothing of an end. */
  readonly ended: string | null;
  /** Its state, as its row has it. */
  readonly state: string;
  /** How many runs of the same action stand, with this one. */
  readonly count: number;
}

/** More have no room on a card beside what would run. */
const LISTED = 5;

/**
 * @param begun the newest of each action
 * @param nameOf what a principal is called on cards
 */
export function takingBackOf(
  begun: readonly Begun[],
  nameOf: (principal: string) => string,
): PlannedTakingBack | undefined {
  if (begun.length === 0) return undefined;
  const newest = begun.toSorted((a, b) => (BigInt(a.id) > BigInt(b.id) ? -1 : 1)).slice(0, LISTED);
  const more = begun.reduce((sum, { count }) => sum + count, 0) - newest.length;
  const emergencies = newest.map((one) => emergencyOf(one, nameOf));
  return { emergencies, ...(more === 0 ? {} : { more }) };
}

/** Of somebody's words: what a card has of them is what is approved. */
const REASON = 160;

function emergencyOf(begun: Begun, nameOf: (principal: string) => string): StandingEmergency {
  const queued = parseEntryBody(begun.first);
  const reason = queued?.data.reason;
  const state = stateOf(begun);
  return {
    run: begun.run,
    title: String(queued?.data.title ?? queued?.data.action ?? begun.run),
    by: nameOf((queued?.actor ?? '').replace(/^principal\//, '')),
    at: begun.at.toISOString(),
    ...(typeof reason === 'string' ? { reason: cut(reason, REASON) } : {}),
    ...(state === undefined ? {} : { state }),
  };
}

const LIVE: ReadonlySet<string> = new Set<Run['state']>(['running', 'waiting', 'asking']);

function stateOf({ ended, state }: Begun): StandingEmergency['state'] {
  if (ended === 'succeeded') return undefined;
  if (ended === 'failed' || ended === 'cancelled') return ended;
  return LIVE.has(state) ? 'under-way' : 'in-doubt';
}

const NOTHING: PlannedTakingBack = { emergencies: [] };

/** Whether two looks found the same emergencies: how far those came may change meanwhile. */
export function areSame(one: PlannedTakingBack = NOTHING, other: PlannedTakingBack = NOTHING): boolean {
  return runsIn(one) === runsIn(other);
}

function runsIn({ emergencies, more = 0 }: PlannedTakingBack): string {
  return [...emergencies.map(({ run }) => run), more].join(' ');
}

export function standingChanged({ title }: Pick<Plan, 'title'>): Refusal {
  return {
    code: 'run.standing-changed',
    what: 'Nothing was started.',
    why: `"${title}" takes emergencies back, and one of them began, or was taken back, while it was asked for.`,
    next: 'Give the command again, and read which of them stand now.',
  };
}
