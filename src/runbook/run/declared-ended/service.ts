import { type AuthenticChain, readAuthentic } from '../../../audit/authentic.ts';
import type { AuditRecord } from '../../../audit/entry.ts';
import { recordShared } from '../../../audit/service.ts';
import { OpsError, type Refusal } from '../../../errors.ts';
import { holdsAny, isActivePerson, type Standing } from '../../../people/standing.ts';
import { refuseUnproved } from '../../../people/unproved.ts';
import type { Database, Reader, Tx } from '../../../store/database.ts';
import type { Registry } from '../../definition/registry.ts';
import { policyOf, rolesWithASay } from '../../plan/plan-policy.ts';
import { DECLARED_ENDED } from '../overtaken/begun.ts';
import { serializeUndoing } from '../overtaken/store.ts';
import { RUN } from '../run.ts';
import { findForged } from '../seal.ts';
import { requireReason } from '../service/intervene/reason.ts';
import { notAPerson } from '../service/intervene/refusals.ts';
import { holdRun } from '../store.ts';
import * as no from './refusals.ts';

export interface DeclareDeps {
  readonly db: Database;
  readonly registry: Pick<Registry, 'action'>;
  readonly people: {
    membership(reader: Reader, principals: readonly string[]): Promise<ReadonlyMap<string, Standing>>;
  };
}

/** What came of it when somebody said that an emergency has ended. */
export interface Declared {
  readonly title: string;
  /** False: somebody else has to say so as well. */
  readonly ended: boolean;
  /** Who may be the other one; empty: whoever may ask for it. */
  readonly roles: readonly string[];
}

/** So long the word of the first of the two counts: what they saw may be another thing by then. */
const COUNTS_MS = 60 * 60_000;

/**
 * Somebody says that an emergency has ended of which the log tells that it began, and whose record is gone or altered: nothing else would
 * ever end it, and what gives way to it would be kept back for ever. Two people have to, each of whom may begin or review it. Nothing is
 * started by that.
 * @throws OpsError why it does not count
 */
export async function declareEnded(
  { db, registry, people }: DeclareDeps,
  runId: string,
  by: string,
  reason: string,
): Promise<Declared> {
  const answer = await db.transact(async (tx): Promise<Declared | Refusal> => {
    const told = await emergencyIn(tx, runId);
    if ('code' in told) return told;
    const { chain, action, title } = told;
    const roles = rolesFor(registry, action);
    if (roles === undefined) return no.unknownAction(title);
    // Whoever is about to begin what gives way to it waits for this, or this for them.
    await serializeUndoing(tx, [action]);
    const standing = (await people.membership(tx, [by])).get(by);
    const now = await tx.now();
    const unfit = refuseDeclaring(standing, roles, now);
    if (unfit !== undefined) return unfit;
    const given = requireReason(no.NOT_DECLARED, reason);
    if ('code' in given) return given;
    const before = chain.records.filter(
      ({ kind, at }) => kind === 'run.end-declared' && now.getTime() - at.getTime() < COUNTS_MS,
    );
    const other = before.find(({ actor }) => actor !== `principal/${by}`);
    if (other === undefined && before.length > 0) return no.saidAlready(title, roles);
    await recordShared(tx, {
      chain: RUN.subject(runId),
      kind: other === undefined ? 'run.end-declared' : DECLARED_ENDED,
      actor: `principal/${by}`,
      at: now,
      data: { reason: given.said, ...(other === undefined ? {} : { with: other.actor }) },
    });
    return { title, ended: other !== undefined, roles };
  });
  if ('code' in answer) throw new OpsError(answer);
  return answer;
}

interface Told {
  readonly chain: AuthenticChain;
  readonly action: string;
  readonly title: string;
}

/** The emergency as Keyturn wrote it down; or why there is nothing to say of it. */
async function emergencyIn(tx: Tx, runId: string): Promise<Told | Refusal> {
  // Whoever works on it writes to the log while they hold its row.
  const held = await holdRun(tx, runId);
  const chain = await readAuthentic(tx, RUN.subject(runId));
  if (chain === undefined) return no.notAuthentic(runId);
  const [queued] = chain.records;
  if (queued === undefined || !chain.records.some(({ kind }) => kind === 'run.started'))
    return no.neverBegan(runId);
  if (chain.records.some(isEnd)) return no.hasEnded(runId);
  if (held !== undefined && (await findForged(tx, held.run)) === undefined) return no.isThere(held.run);
  const { action, title } = queued.data;
  return { chain, action: String(action), title: String(title ?? action) };
}

const ENDS: ReadonlySet<string> = new Set([
  'run.succeeded',
  'run.failed',
  'run.cancelled',
  'run.refused',
  DECLARED_ENDED,
]);

function isEnd({ kind }: AuditRecord): boolean {
  return ENDS.has(kind);
}

/** By its definition of now: what it was planned with is gone. Undefined: it is no emergency, or in no runbook any more. */
function rolesFor(registry: DeclareDeps['registry'], reference: string): readonly string[] | undefined {
  const found = registry.action(reference);
  if (found?.action.reduces !== 'risk') return undefined;
  return rolesWithASay(policyOf(found.runbook, found.action));
}

function refuseDeclaring(
  standing: Standing | undefined,
  roles: readonly string[],
  now: Date,
): Refusal | undefined {
  if (!isActivePerson(standing)) return notAPerson(no.NOT_DECLARED, standing);
  if (roles.length === 0 || holdsAny(standing, roles, now)) return undefined;
  return refuseUnproved(no.NOT_DECLARED, standing, roles) ?? no.roleMissing(roles);
}
