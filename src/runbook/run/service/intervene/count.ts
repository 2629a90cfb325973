import type { Approvals } from '../../../../approval/service.ts';
import type { Refusal } from '../../../../errors.ts';
import { type DoubtedRoles, type Standing, withoutRoles } from '../../../../people/standing.ts';
import { type CodeAnswer, codeRefusal } from '../../../../people/totp/totp.ts';
import type { Tx } from '../../../../store/database.ts';
import {
  type Counted,
  isDecided,
  type Mandate,
  mandateOf,
  NOT_TAKEN,
  type Opinion,
  refuseOpinion,
  refuseUnconfirmed,
  type Typed,
} from '../../decision.ts';
import type { Run } from '../../run.ts';
import type { StepRun } from '../../step-run.ts';
import { readRun } from '../../store.ts';
import { type InterveneDeps, type Scene, stepOf } from './intervene.ts';

export interface CountDeps extends InterveneDeps {
  readonly approvals: Pick<Approvals, 'sealed'>;
  readonly people: InterveneDeps['people'] & {
    /** Whether a one-time code is this person's, now and for the first time; wrong ones are counted. */
    checkCode(tx: Tx, principal: string, code: string): Promise<CodeAnswer>;
    /**
     * Brings roles up to date that come from groups of the platforms, outside of any transaction; answers those of which nobody
     * knows now. Absent: no role does.
     */
    lookAtGroups?(principals: readonly string[]): Promise<DoubtedRoles>;
  };
}

/** What the platforms say of those who gave their opinion before, right before it is counted with `by`'s. */
export async function lookAtOthers(
  { db, people }: CountDeps,
  runId: string,
  stepId: string,
  by: string,
): Promise<DoubtedRoles> {
  if (people.lookAtGroups === undefined) return new Map();
  const run = await db.read((reader) => readRun(reader, runId));
  const opinions = (run && stepOf(run, stepId)?.opinions) ?? [];
  const others = opinions.map(({ principal }) => principal).filter((principal) => principal !== by);
  return others.length === 0 ? new Map() : people.lookAtGroups(others);
}

/** What the opinions about a step come to with one more. */
export interface Count {
  readonly opinions: readonly Opinion[];
  readonly decided: boolean;
  /** Who was counted; undefined where nobody had to approve, so that one is enough. */
  readonly counted?: readonly string[];
}

/** Why what somebody thinks would not be counted, whatever they type; undefined when it would be. */
export async function refuseUncounted(
  deps: CountDeps,
  { tx, run, now }: Scene,
  standing: Standing,
  choice: Counted,
): Promise<Refusal | undefined> {
  const mandate = await mandateIn(deps, tx, run);
  return mandate && refuseOpinion(mandate, standing, choice, now);
}

/** By the log and not by its row: whoever has the database could give what was approved a longer time. */
async function mandateIn({ approvals }: CountDeps, tx: Tx, run: Run): Promise<Mandate | undefined> {
  const request = run.requestId === null ? undefined : await approvals.sealed(tx, run.requestId);
  return mandateOf(run.plan, run.requester, request);
}

/**
 * Counts what somebody says about a step who was not refused by {@link refuseUncounted}, as their vote for its approval would be: by the roles of today, without the
 * requester, with what the policy has approvers type.
 */
export async function countOpinion(
  deps: CountDeps,
  { tx, run }: Scene,
  step: StepRun,
  mine: Opinion,
  typed: Typed,
  doubted: DoubtedRoles,
): Promise<Count | Refusal> {
  const { people } = deps;
  const mandate = await mandateIn(deps, tx, run);
  if (mandate === undefined) return { opinions: step.opinions, decided: true };
  const unfit = refuseUnconfirmed(mandate, run.plan.action, typed);
  if (unfit !== undefined) return unfit;
  if (mandate.policy.code === 'approvers') {
    const answer = await people.checkCode(tx, mine.principal, typed.code ?? '');
    if (!answer.ok) return codeRefusal(NOT_TAKEN, answer);
  }
  const opinions = [...step.opinions.filter(({ principal }) => principal !== mine.principal), mine];
  const counted = opinions
    .filter((opinion) => opinion.choice === mine.choice)
    .map(({ principal }) => principal);
  const standings = withoutRoles(await people.membership(tx, counted), doubted);
  return { opinions, decided: isDecided(mandate, opinions, mine.choice, standings), counted };
}
