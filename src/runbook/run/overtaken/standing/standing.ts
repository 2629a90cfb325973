import type { Refusal } from '../../../../errors.ts';
import { cut } from '../../../../values/cut.ts';
import type { Plan, PlannedTakingBack, StandingEmergency } from '../../../plan/plan.ts';
import type { Run } from '../../run.ts';
import { askedForIn, type Begun } from '../begun.ts';

/** The newest run of an emergency that nothing has taken back. */
export interface Standing extends Begun {
  /** How many runs of the same action stand, with this one. */
  readonly count: number;
  /** Parameters by which it is told whether it stands for a run, where nobody has said yet what that is for. */
  readonly same: readonly string[];
}

/** More have no room on a card beside what would run. */
const LISTED = 5;

/** Of what stands, what a card has room for, the newest first. @param standing the newest of each action */
export function listedOf(standing: readonly Standing[]): readonly Standing[] {
  return standing.toSorted((a, b) => (BigInt(a.id) > BigInt(b.id) ? -1 : 1)).slice(0, LISTED);
}

/**
 * @param listed of all that stand
 * @param nameOf what a principal is called on cards
 */
export function takingBackOf(
  listed: readonly Standing[],
  standing: readonly Standing[],
  nameOf: (principal: string) => string,
): PlannedTakingBack | undefined {
  if (standing.length === 0) return undefined;
  const more = standing.reduce((sum, { count }) => sum + count, 0) - listed.length;
  const emergencies = listed.map((one) => emergencyOf(one, nameOf));
  return { emergencies, ...(more === 0 ? {} : { more }) };
}

/** Of somebody's words: what a card has of them is what is approved. */
const REASON = 160;

function emergencyOf(standing: Standing, nameOf: (principal: string) => string): StandingEmergency {
  const { title, by, reason } = askedForIn(standing);
  const state = stateOf(standing);
  const { same } = standing;
  return {
    run: standing.run,
    title,
    by: nameOf(by),
    at: standing.at.toISOString(),
    ...(reason === undefined ? {} : { reason: cut(reason, REASON) }),
    ...(state === undefined ? {} : { state }),
    ...(same.length === 0 ? {} : { same }),
  };
}

const LIVE: ReadonlySet<string | null> = new Set<Run['state']>(['running', 'waiting', 'asking']);

function stateOf({ altered, ended, state }: Begun): StandingEmergency['state'] {
  if (altered) return 'altered';
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
