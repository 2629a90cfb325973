import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Directory, Person } from '../../../src/people/directory.ts';
import type { Account } from '../../../src/people/principal.ts';
import { countsFrom } from '../../../src/people/role.ts';
import { createPeople, type People } from '../../../src/people/service.ts';
import { link } from '../../../src/people/store.ts';
import type { Database } from '../../../src/store/database.ts';
import { manualClock } from '../../support/clock.ts';
import { openTestDatabase, openTestPostgres } from '../../support/database.ts';
import { type FakeJobs, fakeJobs } from '../../support/jobs.ts';

const HOUR = 3_600_000;
const account = (id: string): Account => ({ platform: 'console', workspace: 'local', id });
const discord = (id: string): Account => ({ platform: 'discord', workspace: '77', id });
const person = (id: string, ...accounts: Account[]): Person => ({ id, name: id, kind: 'human', accounts });
const role = (name: string, ...members: string[]) => ({ name, members, groups: [], holdMs: 0 });

const team: Directory = {
  people: [person('ana', account('ana'), discord('1')), person('ben', account('ben'))],
  roles: [role('sre', 'ana', 'ben'), role('security-lead', 'ana')],
};

let db: Database;
let jobs: FakeJobs;
let people: People;

let entriesBefore = 0;
const clock = manualClock();

beforeAll(async () => {
  db = await openTestDatabase(clock);
});
afterAll(() => db.close());
beforeEach(async () => {
  await db.transact((tx) => tx.orm.execute(sql`truncate role_grant, identity, role, principal`));
  entriesBefore += (await entries()).length;
  jobs = fakeJobs();
  people = createPeople({ db, jobs, access: () => ({}) });
});

const identify = (one: Account) => db.read((reader) => people.identify(reader, one));
const standingOf = async (id: string) => (await db.read((reader) => people.membership(reader, [id]))).get(id);
const rolesOf = async (id: string) => (await standingOf(id))?.roles.map((held) => held.role) ?? [];
async function entries(): Promise<{ kind: string; data: Record<string, unknown> }[]> {
  const rows = await db.read((r) =>
    r.orm.execute(
      sql`select body from audit_entry where chain = 'people' order by seq offset ${entriesBefore}`,
    ),
  );
  return (rows as unknown as { body: string }[]).map((row) => JSON.parse(row.body));
}

describe('sync', () => {
  it('links accounts to people and gives them their roles', async () => {
    await people.sync(team);
    expect(await identify(account('ana'))).toEqual({ id: 'ana', name: 'ana', kind: 'human' });
    expect((await identify(discord('1')))?.id).toBe('ana');
    expect(await identify(account('jo'))).toBeUndefined();
    expect(await rolesOf('ana')).toEqual(['security-lead', 'sre']);
    const holders = await db.read((reader) => people.holders(reader, 'sre'));
    expect(holders.map((holder) => holder.id)).toEqual(['ana', 'ben']);
  });

  it('5.12 writes one entry with exactly what differs, and none when nothing does', async () => {
    await people.sync(team);
    await people.sync(team);
    await people.sync({ ...team, roles: [role('sre', 'ana'), role('security-lead', 'ana')] });
    const written = await entries();
    expect(written.map((entry) => entry.kind)).toEqual(['people.synced', 'people.synced']);
    expect(written[1]?.data).toEqual({ revoked: ['ben sre config'] });
    expect(jobs.events.map((event) => event.kind)).toEqual(['people.changed', 'people.changed']);
  });

  it('counts a role from when it was first seen, and anew when it was lost in between', async () => {
    await people.sync(team);
    const first = (await standingOf('ben'))?.roles[0]?.since;
    clock.advance(HOUR);
    await people.sync(team);
    expect((await standingOf('ben'))?.roles[0]?.since).toEqual(first);
    await people.sync({ ...team, roles: [role('sre', 'ana')] });
    expect(await rolesOf('ben')).toEqual([]);
    clock.advance(HOUR);
    await people.sync(team);
    const again = (await standingOf('ben'))?.roles[0]?.since as Date;
    expect(again.getTime() - (first as Date).getTime()).toBeGreaterThanOrEqual(2 * HOUR);
  });

  it('tells the minimum hold of a role with the standing', async () => {
    await people.sync({ ...team, roles: [{ ...role('sre', 'ben'), holdMs: HOUR }] });
    const held = (await standingOf('ben'))?.roles[0];
    expect(held && countsFrom(held).getTime() - held.since.getTime()).toBe(HOUR);
    expect(held && countsFrom(held, 3 * HOUR).getTime() - held.since.getTime()).toBe(3 * HOUR);
  });

  it('deactivates a person who was taken out, keeps the row, and takes everything from them', async () => {
    await people.sync(team);
    await people.sync({ people: [person('ana', account('ana'))], roles: [role('sre', 'ana')] });
    expect(await identify(account('ben'))).toBeUndefined();
    expect(await standingOf('ben')).toMatchObject({ active: false, roles: [] });
    const named = await db.read((reader) => people.named(reader, ['ben']));
    expect(named.get('ben')?.name).toBe('ben');
    expect(await identify(discord('1'))).toBeUndefined();
  });

  it('moves an account from one person to another, and brings a person back', async () => {
    await people.sync(team);
    await people.sync({ people: [person('ben', account('ana'))], roles: [] });
    expect((await identify(account('ana')))?.id).toBe('ben');
    await people.sync(team);
    expect((await identify(account('ana')))?.id).toBe('ana');
    expect((await standingOf('ana'))?.active).toBe(true);
  });

  it('5.2 cannot give one account to two people: the database refuses, and nothing of the sync stays', async () => {
    await people.sync(team);
    const doubled = { ...team, people: [...team.people, person('eve', account('ana'))] };
    await expect(people.sync(doubled)).rejects.toThrow();
    expect((await identify(account('ana')))?.id).toBe('ana');
    expect(await standingOf('eve')).toBeUndefined();
  });

  it('ignores members that are not among the people', async () => {
    await people.sync({ ...team, roles: [role('sre', 'ghost')] });
    expect(await db.read((reader) => people.holders(reader, 'sre'))).toEqual([]);
  });
});

describe('roles that come from a platform', () => {
  const group = { platform: 'discord', workspace: '77', id: 'r1' } as const;
  const mapped: Directory = { ...team, roles: [{ ...role('sre'), groups: [group] }] };

  it('are granted when the platform says so, kept by a sync, and revoked when it does not', async () => {
    await people.sync(mapped);
    expect(await rolesOf('ana')).toEqual([]);
    await people.observe(discord('1'), ['r1', 'other']);
    expect(await rolesOf('ana')).toEqual(['sre']);
    await people.sync({ ...mapped, people: [...mapped.people, person('chen')] });
    expect(await rolesOf('ana')).toEqual(['sre']);
    await people.observe(discord('1'), []);
    expect(await rolesOf('ana')).toEqual([]);
    expect((await entries()).map((entry) => entry.kind)).toContain('people.roles-observed');
  });

  it('end when the mapping or the account is taken out of the settings', async () => {
    await people.sync(mapped);
    await people.observe(discord('1'), ['r1']);
    await people.sync({ ...mapped, roles: [role('sre')] });
    expect(await rolesOf('ana')).toEqual([]);
    await people.sync(mapped);
    await people.observe(discord('1'), ['r1']);
    await people.sync({ ...mapped, people: [person('ana', account('ana'))] });
    expect(await rolesOf('ana')).toEqual([]);
  });

  it('are held apart for each account of one person', async () => {
    const two = { ...mapped, people: [person('ana', discord('1'), discord('2'))] };
    await people.sync(two);
    await people.observe(discord('1'), ['r1']);
    await people.observe(discord('2'), []);
    expect(await rolesOf('ana')).toEqual(['sre']);
  });

  it('5.2 give nothing for a role that the settings do not map, such as the owner of the server', async () => {
    await people.sync(mapped);
    await people.observe(discord('1'), ['administrator', 'owner']);
    expect(await rolesOf('ana')).toEqual([]);
    await people.observe(discord('stranger'), ['r1']);
    expect(await db.read((reader) => people.holders(reader, 'sre'))).toEqual([]);
  });
});

describe('on a real Postgres', () => {
  it('5.19 several processes may sync at once, and one of them writes', async () => {
    const postgres = await openTestPostgres();
    const several = [1, 2, 3, 4].map(() => createPeople({ db: postgres, jobs, access: () => ({}) }));
    await Promise.all(several.map((one) => one.sync(team)));
    const rows = await postgres.read((r) =>
      r.orm.execute(sql`select 1 from audit_entry where chain = 'people'`),
    );
    expect(rows).toHaveLength(1);
    const standings = await postgres.read((reader) => people.membership(reader, ['ana', 'ben', 'ghost']));
    expect(standings.get('ana')?.roles.map((held) => held.since.getTime() > 0)).toEqual([true, true]);
    expect(standings.has('ghost')).toBe(false);
    await postgres.close();
  });
});

describe('authorize', () => {
  it('asks the access rules of the system', async () => {
    people = createPeople({ db, jobs, access: () => ({ high: ['security-lead'] }) });
    await people.sync(team);
    const deed = { do: 'run', system: 'twist', risk: 'high', mode: 'execute' } as const;
    const asked = async (id: string) => {
      const principal = await identify(account(id));
      return db.read((reader) => people.authorize(reader, principal, deed));
    };
    expect((await asked('ana')).effect).toBe('require-approval');
    expect(await asked('ben')).toMatchObject({ effect: 'deny', reason: 'role-missing' });
    expect(await asked('jo')).toMatchObject({ effect: 'deny', reason: 'not-linked' });
  });
});

describe('an account that was joined in chat', () => {
  const joined = discord('9');
  const join = (owner: string) => db.transact(async (tx) => link(tx, joined, owner, 'link', await tx.now()));

  it('stays when the settings are read again', async () => {
    await people.sync(team);
    await join('ben');
    await people.sync(team);
    expect((await identify(joined))?.id).toBe('ben');
    expect(jobs.events.filter((event) => event.kind === 'identity.unlinked')).toEqual([]);
  });

  it('5.2 goes to whom the settings give it, and what it voted for is said to be void', async () => {
    await people.sync(team);
    await join('ben');
    const [ana, ben] = team.people;
    if (ana === undefined || ben === undefined) throw new Error('the team changed');
    await people.sync({ ...team, people: [{ ...ana, accounts: [...ana.accounts, joined] }, ben] });
    expect((await identify(joined))?.id).toBe('ana');
    const unlinked = jobs.events.filter((event) => event.kind === 'identity.unlinked');
    expect(unlinked.map((event) => event.data)).toEqual([{ account: 'discord/77/9', principal: 'ben' }]);
  });

  it('acts for nobody once its person was taken out of the settings', async () => {
    await people.sync(team);
    await join('ben');
    await people.sync({ ...team, people: team.people.filter(({ id }) => id !== 'ben') });
    expect(await identify(joined)).toBeUndefined();
  });

  it('keeps the roles that a group of its platform gives', async () => {
    const mapped = {
      name: 'oncall',
      members: [],
      groups: [{ platform: 'discord', workspace: '77', id: 'r1' }],
      holdMs: 0,
    } as const;
    const wanted = { ...team, roles: [...team.roles, mapped] };
    await people.sync(wanted);
    await join('ben');
    await people.observe(joined, ['r1']);
    expect(await rolesOf('ben')).toContain('oncall');
    await people.sync(wanted);
    expect(await rolesOf('ben')).toContain('oncall');
  });
});
