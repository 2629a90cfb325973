import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRecord } from '../../../src/audit/entry.ts';
import { told } from '../../../src/audit/verify/told.ts';
import { OpsError } from '../../../src/errors.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { GUIDE } from '../../../src/guide/guide.ts';
import type { Move } from '../../../src/guide/model/move.ts';
import { replayGuide } from '../../../src/guide/replay.ts';
import { guideTables } from '../../../src/guide/service/against-log.ts';
import { createGuides, type Guides } from '../../../src/guide/service.ts';
import type { Principal } from '../../../src/people/principal.ts';
import { createDoubts } from '../../../src/people/service/doubts.ts';
import { createPeople } from '../../../src/people/service.ts';
import { createRegistry } from '../../../src/runbook/definition/registry.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import type { Database } from '../../../src/store/database.ts';
import { manualClock } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/database.ts';
import { fakeJobs } from '../../support/jobs.ts';

const person = (id: string): Principal => ({ id, name: id, kind: 'human' });
const TEAM = ['ana', 'ben', 'cem', 'dan', 'eve', 'fay'];

describe('guides on a database', () => {
  let db: Database;
  let guides: Guides;
  beforeAll(async () => {
    db = await openTestDatabase(undefined, 6);
    const jobs = fakeJobs();
    const people = createPeople({ db, jobs, doubts: createDoubts(), access: () => ({}) });
    await people.sync({
      people: TEAM.map((id) => ({ id, name: id, kind: 'human', accounts: [] })),
      roles: [],
    });
    const registry = createRegistry({
      folder: join(projectRoot, 'runbooks'),
      kinds: stepKinds,
      onProblem: () => {},
      onReload: () => {},
    });
    // What these tests do is decided by people alone.
    const runs = { handle: () => {}, propose: () => Promise.reject(new Error('nothing is run')) };
    const background = { begin: () => {} };
    guides = createGuides({ db, jobs, people, registry, runs, background, clock: manualClock() });
  });
  afterAll(() => db.close());

  async function historyOf(id: string): Promise<readonly AuditRecord[]> {
    return db.read(async (reader) => {
      const records: AuditRecord[] = [];
      const nobody = async () => ({ foreign: new Set<number>(), older: new Set<number>() });
      for await (const page of told(reader, GUIDE.subject(id), nobody)) records.push(...page);
      return records;
    });
  }

  /** What `keyturn audit verify` finds of it. */
  async function verified(id: string) {
    const records = await historyOf(id);
    const chain = GUIDE.subject(id);
    const differences = await db.read((reader) => guideTables.compare(reader, [{ chain, records }]));
    return [...replayGuide(records), ...differences];
  }

  const attempt = (by: string, id: string, move: Move) =>
    guides.move(person(by), id, move).then(
      () => 'made',
      (error: unknown) => (error instanceof OpsError ? `${error.code}: ${error.refusal.why}` : String(error)),
    );

  it('let one of many who tick one item at once win, and tell the others who it was', async () => {
    const id = await guides.start(person('ana'), 'twist:checklists/security-daily', null);
    const move = { do: 'ticked', item: 'multisig' } as const;
    const answers = await Promise.all(TEAM.map((by) => attempt(by, id, move)));
    expect(answers.filter((answer) => answer === 'made')).toHaveLength(1);
    const winner = TEAM[answers.indexOf('made')];
    for (const answer of answers.filter((one) => one !== 'made'))
      expect(answer).toBe(
        `guide.taken: ${winner} was before you: “Multi-sig transactions verified” is done.`,
      );
    expect(await verified(id)).toEqual([]);
  });

  it('let everybody tick another item at once, and lose none', async () => {
    const id = await guides.start(person('ana'), 'twist:checklists/security-daily', null);
    const items = ['failed-logins', 'transactions', 'multisig'];
    await Promise.all(items.map((item, index) => attempt(TEAM[index] ?? '', id, { do: 'ticked', item })));
    const guide = await guides.get(id);
    expect(guide?.state.phase).toBe('completed');
    expect(
      Object.values(guide?.state.items ?? {})
        .map(({ by }) => by)
        .sort(),
    ).toEqual(['ana', 'ben', 'cem']);
    expect(await verified(id)).toEqual([]);
  });

  it('start one that an item names once, however many ask for it at once, and take its end for the item’s', async () => {
    const id = await guides.start(person('ana'), 'quant:decisions/breaker-verdict', null);
    await guides.move(person('ana'), id, { do: 'answered', item: 'breaker-verdict', choice: 'loss' });
    const item = 'breaker-verdict/loss/guide';
    const starts = await Promise.allSettled(TEAM.map((by) => guides.startWithin(person(by), id, item, null)));
    const [child, ...others] = starts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(others).toEqual([]);
    expect(await guides.list({ open: true, ref: 'quant:procedures/large-loss', limit: 9 })).toHaveLength(1);
    await guides.move(person('ben'), child ?? '', { do: 'abandoned', reason: 'it was another' });
    await db.transact((tx) => guides.follow(tx, [GUIDE.subject(child ?? '')]));
    const after = await guides.get(id);
    expect(after?.state.items[item]).toMatchObject({ end: 'failed', says: 'it was another' });
    expect(after?.state.phase).toBe('open');
    await guides.startWithin(person('cem'), id, item, null);
    expect([...(await verified(id)), ...(await verified(child ?? ''))]).toEqual([]);
  });

  it('stand as their log tells, whatever many people click at once', async () => {
    const does = fc.constantFrom('ticked', 'faulted', 'skipped', 'reopened', 'weighed', 'handed-over');
    const clicks = fc.array(fc.tuple(fc.constantFrom(...TEAM), fc.nat(), does), {
      minLength: 5,
      maxLength: 30,
    });
    const refs = fc.constantFrom(
      'twist:checklists/monthly',
      'flywheel:procedures/disaster-recovery',
      'upgrade:decisions/rollback-severity',
    );
    await fc.assert(
      fc.asyncProperty(refs, clicks, async (ref, all) => {
        const id = await guides.start(person('ana'), ref, null);
        const items = (await guides.get(id))?.sheet.items ?? [];
        await Promise.all(
          all.map(([by, which, what]) => {
            const item = items[which % items.length]?.id ?? '';
            return attempt(by, id, moveOf(what, item, TEAM[which % TEAM.length] ?? ''));
          }),
        );
        expect(await verified(id)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('are found when somebody alters their row, deletes it, or writes one that was never started', async () => {
    const id = await guides.start(person('ana'), 'twist:checklists/security-daily', null);
    await guides.move(person('ben'), id, { do: 'ticked', item: 'multisig' });
    const run = (query: ReturnType<typeof sql>) => db.transact((tx) => tx.orm.execute(query));
    await run(sql`update guide set state = replace(state, 'ben', 'eve') where id = ${id}`);
    expect(await verified(id)).toMatchObject([{ problem: 'table.altered', row: 'how the guide stands' }]);
    await run(sql`insert into guide select 'gde-forged00', ref, system, phase, owner, started_by, started_at, place,
      parent, parent_item, beginning, sheet, state from guide where id = ${id}`);
    const unlogged = await db.read((reader) => guideTables.unlogged(reader, 'guide/', 10));
    expect(unlogged).toEqual(['guide/gde-forged00']);
    expect(await verified('gde-forged00')).toMatchObject([{ problem: 'table.foreign' }]);
    await run(sql`delete from guide where id = ${id}`);
    expect(await verified(id)).toMatchObject([{ problem: 'table.missing' }]);
  });
});

function moveOf(what: string, item: string, other: string): Move {
  switch (what) {
    case 'ticked':
      return { do: 'ticked', item, evidence: 'seen' };
    case 'weighed':
      return { do: 'weighed', item, due: other < 'd' };
    case 'faulted':
      return { do: 'faulted', item, reason: 'not so' };
    case 'skipped':
      return { do: 'skipped', item, reason: 'not today' };
    case 'handed-over':
      return { do: 'handed-over', principal: other };
    default:
      return { do: 'reopened', item };
  }
}
