import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authorityOf } from '../../../src/audit/authority.ts';
import type { Directory } from '../../../src/people/directory.ts';
import type { People } from '../../../src/people/service.ts';
import type { StepOutcome } from '../../../src/runbook/steps/step.ts';
import { openTestDatabase, openTestPostgres } from '../../support/database.ts';
import type { Execution } from '../../support/execution.ts';
import { forger, human, local, openWithPeople, PAY } from '../../support/forgery.ts';
import { fakeStep, ONE_SRE, planWith } from '../../support/planned.ts';
import { newSigner } from '../audit/sample-log.ts';

const authority = authorityOf(newSigner());
const HOUR = 3_600_000;
const role = (name: string, ...members: string[]) => ({ name, members, groups: [], holdMs: 0 });

const team: Directory = {
  people: [...['ana', 'ben', 'gus', 'eva'].map(human), { ...human('bot'), kind: 'service' }],
  roles: [
    role('sre', 'ana', 'ben', 'bot'),
    { ...role('lead', 'eva'), holdMs: HOUR, groups: [{ platform: 'discord', workspace: '7', id: '70' }] },
  ],
};
const GRANT = (who: string, held = 'sre') =>
  `insert into role_grant (principal, role, source, granted_at) values ('${who}', '${held}', 'config', now() - interval '9 days')`;
const PERSON = `insert into principal (id, name, kind, active, since) values ('mal', 'Mal', 'human', true, now()) on conflict (id) do update set active = true`;
const ACCOUNT = (id: string, who: string) =>
  `insert into identity (platform, workspace, account, principal, source, linked_at)
    values ('console', 'local', '${id}', '${who}', 'config', now())`;

describe.each([
  ['the embedded database', openTestDatabase],
  ['Postgres', openTestPostgres],
])('5.28 rows about people that Keyturn did not write count for nothing, in %s', (_name, open) => {
  let rig: Execution;
  let people: People;
  let paid: () => number;

  beforeAll(async () => {
    ({ rig, people } = await openWithPeople(open, authority));
  });
  beforeEach(async () => {
    await people.sync(team);
    paid = rig.counting('pay');
  });
  afterAll(() => rig.close());

  const { exec } = forger(() => rig.db);
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'taken',
      (error: { code?: string }) => error.code ?? String(error),
    );
  /** Asks for it, lets somebody vote, and works on all that was queued. */
  async function tried(voter: string): Promise<string> {
    const request = await rig.request(PAY);
    const answer = await codeOf(rig.approve(request, voter));
    const run = (await rig.service.list({ live: true, limit: 1 }))[0];
    if (run !== undefined) await rig.engine.work(run.id);
    await rig.approvals.withdraw({ requestId: request, voter: 'ana', account: local('ana'), human: true });
    return answer;
  }

  it('what the settings gave counts', async () => {
    expect(await tried('ben')).toBe('taken');
    expect(paid()).toBe(1);
    expect(await tried('gus')).toBe('approval.role-missing');
  });

  it.each([
    ['a role that was put there', 'gus', [GRANT('gus')]],
    [
      'a person who was put there, with account and role',
      'mal',
      [PERSON, ACCOUNT('mal', 'mal'), GRANT('mal')],
    ],
    ['a program that was made a person', 'bot', [`update principal set kind = 'human' where id = 'bot'`]],
    [
      'a role that is said to be held for longer',
      'ben',
      [`update role_grant set granted_at = granted_at - interval '1 day' where principal = 'ben'`],
    ],
    ['a role whose hold was changed', 'ben', [`update role set hold_ms = 1 where name = 'sre'`]],
  ] as const)('%s', async (_what, voter, forgery) => {
    for (const statement of forgery) await exec(statement);
    expect(await tried(voter)).toBe('standing.unproved');
    expect(paid()).toBe(0);
    expect(await rig.db.read((reader) => people.holders(reader, 'sre'))).not.toContainEqual(
      expect.objectContaining({ id: voter }),
    );
  });

  it('a role that was taken away and set back, and a person who left', async () => {
    await people.sync({ ...team, people: team.people.filter(({ id }) => id !== 'ben') });
    await exec(`update role_grant set revoked_at = null where id =
      (select max(id) from role_grant where principal = 'ben' and role = 'sre')`);
    await exec(`update principal set active = true where id = 'ben'`);
    expect(await tried('ben')).toBe('standing.unproved');
    expect(paid()).toBe(0);
  });

  it('an account that was put there: it is nobody’s, and a vote through it is none', async () => {
    await exec(ACCOUNT('thief', 'ben'));
    const identified = rig.db.read((reader) => people.identify(reader, local('thief')));
    expect(await codeOf(identified)).toBe('standing.unproved');
    expect(await codeOf(people.observe(local('thief'), ['70']))).toBe('standing.unproved');
    const request = await rig.request(PAY);
    const { digest } = (await rig.db.read((reader) => rig.approvals.get(reader, request))) ?? { digest: '' };
    await rig.approvals.vote({
      requestId: request,
      voter: 'ben',
      account: local('thief'),
      human: true,
      choice: 'approve',
      digest,
      via: 'button',
    });
    const run = (await rig.service.list({ live: true, limit: 1 }))[0];
    if (run !== undefined) await rig.engine.work(run.id);
    const claimed = await rig.db.transact((tx) => rig.approvals.claim(tx, request));
    expect(claimed).toMatchObject({ ok: false });
    expect(paid()).toBe(0);
    expect(await rig.db.read((reader) => people.accounts(reader, ['ben']))).toHaveLength(1);
  });

  it('a group that was put beside a role gives nobody the role', async () => {
    const eva = { platform: 'discord', workspace: '7', id: 'e' } as const;
    const joined = team.people.map((one) => (one.id === 'gus' ? { ...one, accounts: [eva] } : one));
    await people.sync({ ...team, people: joined });
    await exec(
      `update role set groups = '[{"platform":"discord","workspace":"7","id":"66"}]' where name = 'sre'`,
    );
    await people.observe(eva, ['66']);
    const standing = (await rig.db.read((reader) => people.membership(reader, ['gus']))).get('gus');
    expect(standing?.roles).toEqual([]);
    await people.observe(eva, ['70']);
    const after = (await rig.db.read((reader) => people.membership(reader, ['gus']))).get('gus');
    expect(after?.roles.map((held) => held.role)).toEqual(['lead']);
  });

  it('at the claim: a vote stood, its role was taken away, and the row was set back', async () => {
    const request = await rig.request(PAY);
    await rig.approve(request, 'ben');
    await people.sync({ ...team, roles: [role('sre', 'ana'), ...team.roles.slice(1)] });
    await exec(`update role_grant set revoked_at = null where id =
      (select max(id) from role_grant where principal = 'ben' and role = 'sre')`);
    const claimed = await rig.db.transact((tx) => rig.approvals.claim(tx, request));
    expect(claimed).toMatchObject({ ok: false, refusal: { code: 'standing.unproved' } });
    const run = (await rig.service.list({ live: true, limit: 1 }))[0];
    await rig.engine.work(run?.id ?? '');
    expect(paid()).toBe(0);
  });

  it('for breaking the glass, for asking, for answering and for deciding', async () => {
    await exec(GRANT('gus'));
    const glass = rig.db.transact((tx) =>
      rig.approvals.breakGlass(tx, {
        subject: { kind: 'plan', id: 'test:go', title: 'Go' },
        document: {},
        policy: {
          of: ['sre'],
          limit: { count: 2, perMs: HOUR },
          review: { of: ['sre'], quorum: 1, withinMs: HOUR },
          page: 'sre',
        },
        by: 'gus',
        reason: 'it burns',
        confirmation: 'go',
        environment: 'test',
        place: null,
      }),
    );
    expect(await codeOf(glass)).toBe('standing.unproved');
    const gus = { id: 'gus', name: 'gus', kind: 'human' } as const;
    const asked = await rig.db.read((reader) =>
      people.authorize(reader, gus, { do: 'run', system: 'x', risk: 'high', mode: 'execute' }),
    );
    expect(asked).toMatchObject({ effect: 'deny', refusal: { code: 'standing.unproved' } });

    const prompt = {
      text: 'Sure?',
      choices: [{ id: 'yes', label: 'Yes' }],
      fields: [],
      of: ['sre'],
      notRequester: false,
    };
    const asking = async (): Promise<StepOutcome> => ({ status: 'asking', prompt });
    rig.fakes.set('ask', { execute: asking });
    const waits = await rig.carryOut(planWith([fakeStep('ask'), fakeStep('pay')]));
    expect(await codeOf(rig.service.answer(waits.id, 'ask', 'gus', { choice: 'yes' }))).toBe(
      'standing.unproved',
    );

    rig.fakes.set('doubt', { execute: async () => ({ status: 'uncertain', reason: 'no answer' }) });
    const doubtful = planWith([fakeStep('doubt', { effect: 'unsafe' })], { policy: ONE_SRE, risk: 'high' });
    const { run } = await rig.approved(doubtful);
    await rig.engine.work(run);
    for (const choice of ['retry', 'done', 'abort'] as const) {
      const said = rig.service.decideUnknown(run, 'doubt', { by: 'gus', choice, reason: 'I looked' });
      expect(await codeOf(said)).toBe('standing.unproved');
    }
    expect(paid()).toBe(0);
  });

  it('the next start takes what was put there away, and gives anew what the settings give', async () => {
    await exec(PERSON);
    for (const statement of [ACCOUNT('mal', 'mal'), GRANT('mal'), GRANT('gus')]) await exec(statement);
    await exec(`update role_grant set granted_at = granted_at - interval '1 day' where principal = 'ben'`);
    await exec(`update role set hold_ms = 1 where name = 'sre'`);
    await people.sync(team);
    const all = await rig.db.read((reader) => people.membership(reader, ['mal', 'gus', 'ben', 'ana']));
    expect([...all.values()].filter((standing) => standing.unproved !== undefined)).toEqual([]);
    expect(all.get('mal')).toMatchObject({ active: false, roles: [] });
    expect(all.get('gus')?.roles).toEqual([]);
    expect(await tried('ben')).toBe('taken');
    expect(paid()).toBe(1);
  });

  it('entries that Keyturn did not write make nobody anybody', async () => {
    await exec(GRANT('gus'));
    await exec(`with last as (select seq, hash from audit_entry where chain = 'people' order by seq desc limit 1),
      g as (select to_char(granted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from role_grant
        where principal = 'gus' and revoked_at is null and role = 'sre'),
      body as (select '{"actor":"service/config","at":"' || at || '","chain":"people","data":{"granted":["gus sre config"]},"kind":"people.synced","v":1}' as body, at from g)
      insert into audit_entry (chain, seq, previous, body, hash, kind, at)
      select 'people', seq + 1, hash, body, encode(sha256(decode(hash, 'hex') || convert_to(body, 'UTF8')), 'hex'),
        'people.synced', at::timestamptz from last, body`);
    expect(await tried('gus')).toBe('standing.unproved');
    expect(await tried('ben')).toBe('standing.unproved');
    expect(paid()).toBe(0);
  });
});
