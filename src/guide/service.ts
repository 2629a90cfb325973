import { record } from '../audit/service.ts';
import type { Json } from '../canonical.ts';
import type { Clock } from '../clock.ts';
import { OpsError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Principal } from '../people/principal.ts';
import type { People } from '../people/service.ts';
import { holdsAny } from '../people/standing.ts';
import type { Registry } from '../runbook/definition/registry.ts';
import type { Runbook } from '../runbook/definition/runbook.ts';
import type { PurposeHandler, RunbookService } from '../runbook/service.ts';
import type { Database, Tx } from '../store/database.ts';
import type { Background } from '../waiting/background.ts';
import { startedEntry } from './entries.ts';
import { CHANGED, GUIDE, type Guide, WORK } from './guide.ts';
import { actionOf, beginsAtOnce, begunWith } from './model/begun-with.ts';
import type { Hindrance, Move } from './model/move.ts';
import { freshState, standings } from './model/state.ts';
import { needsRole, nothingToStart, notMoved, unknownGuide } from './refusals.ts';
import { begin } from './service/begin.ts';
import { makeMove } from './service/change.ts';
import { follow } from './service/follow.ts';
import { type Startable, sheetOf, startablesIn } from './sheet/sheet-of.ts';
import {
  beginningGuides,
  type GuideFilter,
  holdGuide,
  insertGuide,
  listGuides,
  readGuides,
} from './store.ts';

/** Checklists, procedures, decision trees and symptoms that people work through together. */
export interface Guides {
  /** What can be started, as the runbooks have it now. The same list until one of them changes. */
  startables(): readonly Startable[];
  /** @param place where its card goes, as things keep it. @throws OpsError where there is no such thing, or they may not */
  start(by: Principal, ref: string, place: Json): Promise<string>;
  /** Starts what an item of another guide names, which then waits for it. */
  startWithin(by: Principal, id: string, item: string, place: Json): Promise<string>;
  /** @throws OpsError why it is not made */
  move(by: Principal, id: string, move: Move): Promise<Guide>;
  get(id: string): Promise<Guide | undefined>;
  /** Everybody who can lead one. */
  people(): Promise<readonly Principal[]>;
  /** The newest first. */
  list(filter: GuideFilter): Promise<readonly Guide[]>;
  /** Begins what begins with a guide, as whoever started it. */
  begin(id: string): Promise<void>;
  /** Finds guides of which that got lost. */
  sweep(): Promise<void>;
  /** Items that wait for what changed. */
  follow(tx: Tx, subjects: readonly string[]): Promise<void>;
}

export interface GuideDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly background: Pick<Background, 'begin'>;
  readonly jobs: Pick<Jobs, 'emit' | 'wake'>;
  readonly people: Pick<People, 'authorize' | 'everybody' | 'membership' | 'named'>;
  readonly registry: Pick<Registry, 'runbooks' | 'action'>;
  readonly runs: Pick<RunbookService, 'handle' | 'propose'>;
}

/** The topic of what begins with a guide. */
export const BEGIN = 'guide';
const AT_ONCE = 20;
/** Longer than what begins with a guide takes to begin. */
const SWEEP_EVERY_MS = 10_000;

export function createGuides(deps: GuideDeps): Guides {
  const { db, jobs, people, registry, runs, clock, background } = deps;
  let sweepAt = clock.elapsed();

  async function held(tx: Tx, id: string): Promise<Guide> {
    const guide = await holdGuide(tx, id);
    if (guide === undefined) throw unknownGuide(id);
    return guide;
  }

  async function authorize(tx: Tx, by: Principal): Promise<void> {
    const decision = await people.authorize(tx, by, WORK);
    if (decision.effect === 'deny') throw new OpsError(decision.refusal);
  }

  async function refuse(tx: Tx, guide: Guide, why: Hindrance): Promise<never> {
    const state = 'item' in why ? guide.state.items[why.item] : undefined;
    const names = await people.named(
      tx,
      [state?.by, state?.first?.by].flatMap((one) => one ?? []),
    );
    throw notMoved(guide, why, (principal) => names.get(principal)?.name ?? principal);
  }

  async function moved(tx: Tx, guide: Guide, move: Move, by: string): Promise<Guide> {
    const after = await makeMove(tx, deps, guide, move, by);
    return 'hindrance' in after ? refuse(tx, guide, after) : after;
  }

  async function create(
    tx: Tx,
    by: Principal,
    given: Pick<Guide, 'place' | 'parent'> & { readonly ref: string },
  ) {
    const sheet = sheetOf(registry.runbooks(), given.ref);
    if (sheet === undefined) throw nothingToStart(given.ref);
    const [id, startedAt] = [newId(GUIDE.prefix), await tx.now()];
    const state = freshState(by.id);
    const { place, parent } = given;
    const beginning = beginsAtOnce(standings(sheet, state)).length > 0;
    await insertGuide(tx, { id, sheet, state, startedBy: by.id, startedAt, place, parent }, beginning);
    await record(tx, startedEntry(id, sheet, by.id, startedAt));
    await jobs.emit(tx, { kind: CHANGED, subject: GUIDE.subject(id), at: startedAt, data: {} });
    if (beginning) await jobs.wake(tx, BEGIN, id);
    return id;
  }

  /** Some items are for some roles. */
  async function requireRole(
    tx: Tx,
    { sheet }: Guide,
    by: string,
    wanted: string,
    isWeighed = false,
  ): Promise<void> {
    const item = sheet.items.find(({ id }) => id === wanted);
    if (item === undefined) return;
    const roles = isWeighed && item.due !== null && 'asked' in item.due ? item.due.of : item.of;
    if (roles.length === 0) return;
    const standing = (await people.membership(tx, [by])).get(by);
    if (standing === undefined || !holdsAny(standing, roles, await tx.now()))
      throw needsRole(item.title, roles);
  }

  /** Whoever proposes an action for an item has it decide that item. */
  const hear: PurposeHandler = async (tx, purpose, { action, requester, subject }) => {
    const guide = await held(tx, GUIDE.idIn(purpose.of) ?? '');
    const item = guide.sheet.items.find(({ id }) => id === purpose.item);
    if (item === undefined || actionOf(item) !== action)
      return refuse(tx, guide, { hindrance: 'not-so', item: purpose.item });
    await requireRole(tx, guide, requester, item.id);
    const items = begunWith(standings(guide.sheet, guide.state), item);
    await moved(tx, guide, { do: 'begun', items, awaits: subject }, requester);
  };
  runs.handle(GUIDE.kind, hear);

  let listed: { readonly runbooks: readonly Runbook[]; readonly all: readonly Startable[] } = {
    runbooks: [],
    all: [],
  };

  /** A keystroke must not make all of them anew, nor the index that is looked up in them. */
  function startables(): readonly Startable[] {
    const runbooks = registry.runbooks();
    const isSame =
      runbooks.length === listed.runbooks.length && runbooks.every((one, i) => one === listed.runbooks[i]);
    if (!isSame) listed = { runbooks, all: runbooks.flatMap(startablesIn) };
    return listed.all;
  }

  return {
    startables,
    start: (by, ref, place) =>
      db.transact(async (tx) => {
        await authorize(tx, by);
        return create(tx, by, { ref, place, parent: null });
      }),
    startWithin: (by, id, itemId, place) =>
      db.transact(async (tx) => {
        await authorize(tx, by);
        const guide = await held(tx, id);
        const item = guide.sheet.items.find((one) => one.id === itemId);
        if (item?.work.by !== 'guide') return refuse(tx, guide, { hindrance: 'not-so', item: itemId });
        await requireRole(tx, guide, by.id, itemId);
        const child = await create(tx, by, {
          ref: item.work.guide.ref,
          place,
          parent: { guide: id, item: itemId },
        });
        const move = { do: 'begun', items: [itemId], awaits: GUIDE.subject(child) } as const;
        await moved(tx, guide, move, by.id);
        return child;
      }),
    move: (by, id, move) =>
      db.transact(async (tx) => {
        await authorize(tx, by);
        const guide = await held(tx, id);
        if ('item' in move) await requireRole(tx, guide, by.id, move.item, move.do === 'weighed');
        return moved(tx, guide, move, by.id);
      }),
    get: (id) => db.read(async (reader) => (await readGuides(reader, [id]))[0]),
    people: () =>
      db.read(async (reader) =>
        (await people.everybody(reader)).principals.filter(({ kind }) => kind === 'human'),
      ),
    list: (filter) => db.read((reader) => listGuides(reader, filter)),
    begin: (id) => begin(deps, id),
    async sweep() {
      const now = clock.elapsed();
      if (now < sweepAt) return;
      sweepAt = now + SWEEP_EVERY_MS;
      const left = await db.read(async (reader) =>
        beginningGuides(reader, new Date((await reader.now()).getTime() - SWEEP_EVERY_MS), AT_ONCE),
      );
      for (const id of left) background.begin(`guide ${id}`, () => begin(deps, id));
    },
    follow: (tx, subjects) => follow(tx, deps, subjects),
  };
}
