import type { Json } from '../canonical.ts';
import type { Refusal } from '../errors.ts';
import type { Deed, Risk } from '../people/decision.ts';
import { subjectKind } from '../subject.ts';

/** Its chain of the log: who began it, and how it ended. */
export const FREEZE = subjectKind('freeze', 'frz');

/** What a person must be allowed to do. */
export const BEGIN_FREEZE: Deed = { do: 'act', what: 'begin a freeze' };
export const END_FREEZE: Deed = { do: 'act', what: 'end a freeze' };

/** A time in which nothing risky is begun in a system, or in any. */
export interface Freeze {
  readonly id: string;
  /** Null: all systems. */
  readonly system: string | null;
  readonly reason: string;
  /** Actions that may run all the same, by their references. */
  readonly exceptions: readonly string[];
  readonly startedBy: string;
  readonly startedAt: Date;
  /** It ends by itself. */
  readonly endsAt: Date;
  /** Null while nobody has ended it. */
  readonly endedAt: Date | null;
  /** Null: it ended by itself. */
  readonly endedBy: string | null;
  readonly endReason: string | null;
  /** Where it is announced, as things keep it. */
  readonly place: Json;
}

/** Somebody's wish to begin one. */
export interface FreezeWish {
  readonly system: string | undefined;
  readonly reason: string;
  readonly until: Date;
  readonly exceptions: readonly string[];
}

/** Whether it holds at a moment, whoever has looked at its end. */
export function isInForce({ endedAt, endsAt }: Pick<Freeze, 'endedAt' | 'endsAt'>, now: Date): boolean {
  return endedAt === null && now < endsAt;
}

/** What is to run, as a freeze sees it. */
export interface Frozen {
  readonly action: string;
  readonly runbook: string;
  readonly title: string;
  readonly risk: Risk;
  readonly mode: 'execute' | 'dry-run';
  /** Whether it only stops, pauses or tightens something. */
  readonly lessens: boolean;
}

/** Whether a freeze keeps something back that is to run. */
export function keepsBack(freeze: Pick<Freeze, 'system' | 'exceptions'>, asked: Frozen): boolean {
  const { action, runbook, risk, mode, lessens } = asked;
  if (mode === 'dry-run' || lessens || risk === 'read' || risk === 'low') return false;
  if (freeze.system !== null && freeze.system !== runbook) return false;
  return !freeze.exceptions.includes(action);
}

/** @param by what whoever began it is called */
export function refusalOf(
  { reason, system, endsAt }: Freeze,
  { title }: Pick<Frozen, 'title'>,
  by: string,
): Refusal {
  const of = system === null ? 'All systems are' : `${system} is`;
  return {
    code: 'freeze.in-force',
    what: `${title} was not started.`,
    why: `${of} frozen until ${utc(endsAt)}, begun by ${by}: ${reason.replace(/\.$/, '')}. Nothing of the risks high and critical begins, but what stops or pauses something.`,
    next: 'Wait for its end, or have somebody end it: /ops freeze list shows it.',
  };
}

function utc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
