import { record } from '../audit/service.ts';
import type { Json } from '../canonical.ts';
import { OpsError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Jobs, TimerHandler } from '../jobs/port.ts';
import type { Principal } from '../people/principal.ts';
import type { People } from '../people/service.ts';
import type { Registry } from '../runbook/definition/registry.ts';
import type { Gate } from '../runbook/run/gate.ts';
import type { Database, Tx } from '../store/database.ts';
import { begunEntry, endedEntry, overEntry } from './entries.ts';
import {
  BEGIN_FREEZE,
  END_FREEZE,
  FREEZE,
  type Freeze,
  type FreezeWish,
  isInForce,
  keepsBack,
  refusalOf,
} from './freeze.ts';
import {
  afterBeginnings,
  beforeFreezes,
  endFreeze,
  holdFreeze,
  insertFreeze,
  lastFreezes,
  openFreezes,
} from './store.ts';
import { checkReason, checkWish } from './wish.ts';

export interface Freezes {
  /** @param place where it is announced, as things keep it. @throws OpsError */
  begin(by: Principal, wish: FreezeWish, place: Json): Promise<Freeze>;
  /** Before its time. @throws OpsError */
  end(by: Principal, id: string, reason: string): Promise<void>;
  /** Those in force now, of one system (with those of all) or of each. */
  inForce(system: string | undefined): Promise<readonly Freeze[]>;
  /** The last that ended. */
  last(limit: number): Promise<readonly Freeze[]>;
  /** Why something is not begun now. */
  readonly gate: Gate;
  readonly timers: Readonly<Record<string, TimerHandler>>;
}

export const FREEZE_CHANGED = 'freeze.changed';
const OVER = 'freeze.over';

export interface FreezeDeps {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'emit' | 'setTimer' | 'cancelTimer'>;
  readonly people: Pick<People, 'authorize' | 'named'>;
  readonly registry: Pick<Registry, 'references' | 'action'>;
}

/** Times in which nothing risky is begun. What only stops or pauses something always is. */
export function createFreezes({ db, jobs, people, registry }: FreezeDeps): Freezes {
  async function changed(tx: Tx, id: string, at: Date): Promise<void> {
    await jobs.emit(tx, { kind: FREEZE_CHANGED, subject: FREEZE.subject(id), at, data: {} });
  }

  /** By the definition as it is now: what only reduces a risk is never kept back. */
  function reducesRisk(reference: string): boolean {
    return registry.action(reference)?.action.reduces === 'risk';
  }

  return {
    begin: (by, wish, place) =>
      db.transact(async (tx) => {
        const decision = await people.authorize(tx, by, BEGIN_FREEZE);
        if (decision.effect === 'deny') throw new OpsError(decision.refusal);
        await afterBeginnings(tx);
        const now = await tx.now();
        const { system = null, reason, until, exceptions } = checkWish(wish, registry.references(), now);
        const freeze: Freeze = {
          ...{ id: newId(FREEZE.prefix), system, reason, exceptions, place },
          ...{ startedBy: by.id, startedAt: now, endsAt: until },
          ...{ endedAt: null, endedBy: null, endReason: null },
        };
        await insertFreeze(tx, freeze);
        await record(tx, begunEntry(freeze));
        await jobs.setTimer(tx, OVER, FREEZE.subject(freeze.id), until);
        await changed(tx, freeze.id, now);
        return freeze;
      }),
    end: (by, id, reason) =>
      db.transact(async (tx) => {
        const decision = await people.authorize(tx, by, END_FREEZE);
        if (decision.effect === 'deny') throw new OpsError(decision.refusal);
        const held = await holdFreeze(tx, id);
        const now = await tx.now();
        if (held === undefined || !isInForce(held, now)) throw notInForce(id);
        const why = checkReason(reason, 'ended');
        await endFreeze(tx, id, { endedAt: now, endedBy: by.id, endReason: why });
        await record(tx, endedEntry(id, by.id, why, now));
        await jobs.cancelTimer(tx, OVER, FREEZE.subject(id));
        await changed(tx, id, now);
      }),
    inForce: (system) =>
      db.read(async (reader) => {
        const now = await reader.now();
        return (await openFreezes(reader)).filter(
          (one) =>
            isInForce(one, now) && (system === undefined || one.system === null || one.system === system),
        );
      }),
    last: (limit) => db.read((reader) => lastFreezes(reader, limit)),
    async gate(tx, gated) {
      const asked = { ...gated, lessens: gated.lessens || reducesRisk(gated.action) };
      // What no freeze could keep back waits for none that is just beginning.
      if (!keepsBack({ system: null, exceptions: [] }, asked)) return undefined;
      await beforeFreezes(tx);
      const now = await tx.now();
      const freeze = (await openFreezes(tx)).find((one) => isInForce(one, now) && keepsBack(one, asked));
      if (freeze === undefined) return undefined;
      const names = await people.named(tx, [freeze.startedBy]);
      return refusalOf(freeze, asked, names.get(freeze.startedBy)?.name ?? freeze.startedBy);
    },
    timers: {
      async [OVER](tx, subject) {
        const id = FREEZE.idIn(subject) ?? subject;
        const held = await holdFreeze(tx, id);
        const now = await tx.now();
        if (held === undefined || held.endedAt !== null) return;
        // The clock was set back.
        if (now < held.endsAt) return jobs.setTimer(tx, OVER, subject, held.endsAt);
        await endFreeze(tx, id, { endedAt: now, endedBy: null, endReason: null });
        await record(tx, overEntry(id, now));
        await changed(tx, id, now);
      },
    },
  };
}

function notInForce(id: string): OpsError {
  return new OpsError({
    code: 'freeze.not-in-force',
    what: 'No freeze was ended.',
    why: `None called "${id.slice(0, 60)}" is in force.`,
    next: '/ops freeze list shows those that are.',
  });
}
