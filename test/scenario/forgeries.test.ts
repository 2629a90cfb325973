import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { replayers, tables } from '../../src/app/log-keeping.ts';
import { resolvePolicy, writtenPolicy } from '../../src/approval/policy.ts';
import { authorityOf } from '../../src/audit/authority.ts';
import { describeFinding, describeVerification } from '../../src/audit/cli-report.ts';
import { nameOf } from '../../src/audit/keys.ts';
import { setAside } from '../../src/audit/set-aside/service.ts';
import type { Takeover } from '../../src/audit/taken-over.ts';
import { mayBeSealed, takeOver } from '../../src/audit/takeover.ts';
import { verifyLog } from '../../src/audit/verify/verify.ts';
import type { Json } from '../../src/canonical.ts';
import type { Directory } from '../../src/people/directory.ts';
import type { People } from '../../src/people/service.ts';
import type { Plan } from '../../src/runbook/plan/plan.ts';
import { openTestDatabase, openTestPostgres } from '../support/database.ts';
import type { Execution } from '../support/execution.ts';
import { forger, human, local, OTHER, openWithPeople, PAY, sqlText } from '../support/forgery.ts';
import { fakeStep, planWith } from '../support/planned.ts';
import { newSigner, openLog, type SampleLog, tamper } from '../unit/audit/sample-log.ts';

const signer = newSigner();
const authority = authorityOf(signer);
const team: Directory = {
  people: ['ana', 'ben', 'gus', 'eva', 'sec'].map(human),
  roles: [
    { name: 'sre', members: ['ana', 'ben', 'eva'], groups: [], holdMs: 0 },
    { name: 'security', members: ['sec'], groups: [], holdMs: 0 },
  ],
};
const STANDING = `{"human":true,"active":true,"roles":[{"role":"sre","since":"1970-01-01T00:00:00.000Z"}]}`;

describe.each([
  ['the embedded database', openTestDatabase],
  ['Postgres', openTestPostgres],
])('5.28 what somebody who writes to %s forges runs nothing, and is named', (_name, open) => {
  let rig: Execution;
  let people: People;
  let log: SampleLog;
  let takeover: Takeover;
  let paid: () => number;
  let other: () => number;

  beforeAll(async () => {
    ({ rig, people } = await openWithPeople(open, authority));
    const file = join(mkdtempSync(join(tmpdir(), 'since-')), 'log.since');
    const key = nameOf(signer.verifier);
    takeover = await takeOver({ db: rig.db, authority, key, file, live: async () => [] });
    log = openLog(rig.db, {
      signer,
      admits: (reader, entry) => mayBeSealed(reader, authority, takeover, entry),
    });
    await people.sync(team);
  });
  beforeEach(() => {
    paid = rig.counting('pay');
    other = rig.counting('other');
  });
  afterEach(async () => {
    await dropTrigger();
  });
  afterAll(() => rig.close());

  const { exec, insertRun, alterWhatIsQueued, dropTrigger } = forger(() => rig.db);
  const seal = () => log.sequencer.runOnce().catch(() => undefined);

  /** What `audit verify` says, as it prints it. */
  async function named(of: string): Promise<string[]> {
    const { findings } = await verifyLog({
      db: rig.db,
      verifier: signer.verifier,
      authority,
      replayers,
      tables,
      retained: log.published.join('\n'),
    });
    return findings.filter(({ chain }) => chain === of).map(describeFinding);
  }

  async function work(): Promise<void> {
    for (const run of await rig.service.list({ live: true, limit: 100 })) await rig.engine.work(run.id);
  }

  const forgedVote = (id: string, voter: string) =>
    exec(`insert into approval_vote (request_id, principal, choice, at, via, account, standing)
      values ('${id}', '${voter}', 'approve', now(), 'button', 'console/local/${voter}', '${STANDING}')`);

  /** Well linked, with any text; it lacks only the code. */
  const forgedEntry = (chain: string, kind: string, actor: string, data = '{}', mac = 'null') =>
    exec(`with last as (select seq, hash from audit_entry where chain = '${chain}' order by seq desc limit 1),
      body as (select '{"actor":"${actor}","at":"2026-01-01T00:00:00.000Z","chain":"${chain}","data":${data},"kind":"${kind}","v":1}' as body)
      insert into audit_entry (chain, seq, previous, body, hash, kind, at, mac)
      select '${chain}', seq + 1, hash, body, encode(sha256(decode(hash, 'hex') || convert_to(body, 'UTF8')), 'hex'),
        '${kind}', '2026-01-01T00:00:00.000Z', ${mac} from last, body`);

  it('an honest log and honest tables are whole', async () => {
    const { run, request } = await rig.approved(PAY);
    await work();
    await seal();
    expect(paid()).toBe(1);
    expect(await named(`request/${request}`)).toEqual([]);
    expect(await named(`run/${run}`)).toEqual([]);
    expect(await named('people')).toEqual([]);
  });

  it('two votes with their entries', async () => {
    const request = await rig.request(PAY);
    for (const voter of ['ben', 'eva']) {
      await forgedVote(request, voter);
      await forgedEntry(`request/${request}`, 'vote.cast', `principal/${voter}`);
    }
    await exec(`update approval_request set state = 'ready', round = 1, not_before = now() - interval '1 minute',
      not_after = now() + interval '1 hour' where id = '${request}'`);
    const found = (await named(`request/${request}`)).join('\n');
    expect(found).toMatch(/entry 2, row \d+: Keyturn did not write the entry/);
    expect(found).toMatch(/entry 3, row \d+: Keyturn did not write the entry/);
    expect(found).toContain('the vote of ben: the row was put there');
    expect(found).toContain('the vote of eva: the row was put there');
    expect(found).toMatch(
      /the request’s state: the row was altered[^\n]*\n\s+expected pending\n\s+found {4}ready/,
    );
    const claimed = await rig.db.transact((tx) => rig.approvals.claim(tx, request));
    expect(claimed).toMatchObject({ ok: false, refusal: { code: 'approval.forged' } });
    await work();
    expect(paid()).toBe(0);
  });

  it('a plan that a trigger alters as it is queued, and one that an update alters', async () => {
    await alterWhatIsQueued(OTHER);
    const { run } = await rig.approved(PAY);
    expect((await named(`run/${run}`)).join('\n')).toContain('the run’s plan: the row was altered');
    await work();
    expect((await named(`run/${run}`)).join('\n')).toContain('the run’s plan: the row was altered');
    await dropTrigger();
    const second = await rig.approved(PAY);
    await exec(`update run set plan = '${sqlText(OTHER)}' where id = '${second.run}'`);
    await work();
    expect((await named(`run/${second.run}`)).join('\n')).toContain('the run’s plan: the row was altered');
    expect([paid(), other()]).toEqual([0, 0]);
  });

  it('a second copy of an approved run that a trigger puts beside it', async () => {
    await exec(`create or replace function forge() returns trigger language plpgsql as
      $$ begin
        if new.id <> 'run-copy' then
          insert into run select (new).*  on conflict do nothing;
          update run set id = 'run-copy', request_id = null where id = new.id;
          insert into step_run (run_id, position, state, attempt, failures, interruptions)
            values ('run-copy', 0, 'pending', 0, 0, 0);
        end if;
        return new;
      end $$`);
    await exec(
      `create trigger forge before insert on run for each row when (pg_trigger_depth() = 0) execute function forge()`,
    );
    await rig.approved(PAY);
    await dropTrigger();
    await work();
    await rig.engine.work('run-copy');
    expect(paid()).toBe(1);
    expect((await named('run/run-copy')).join('\n')).toContain('the run: the row was put there');
  });

  it('a run row without a request, and one that names somebody else’s', async () => {
    await insertRun('run-alone', PAY);
    const request = await rig.request(PAY);
    await insertRun('run-beside', PAY, {
      request_id: `'${request}'`,
      state: "'running'",
      started_at: 'now()',
    });
    await work();
    expect(paid()).toBe(0);
    for (const run of ['run-alone', 'run-beside'])
      expect((await named(`run/${run}`)).join('\n')).toContain('the run: the row was put there');
  });

  it('a role', async () => {
    await exec(`insert into role_grant (principal, role, source, granted_at)
      values ('gus', 'sre', 'config', now() - interval '9 days')`);
    const request = await rig.request(PAY);
    await rig.approve(request, 'gus').catch(() => {});
    await work();
    expect(paid()).toBe(0);
    expect((await named('people')).join('\n')).toContain(
      'the role sre of gus from config: the row was put there',
    );
    await people.sync(team);
    expect(await named('people')).toEqual([]);
  });

  it('an account, its person, and an account that changed hands', async () => {
    await exec(
      `insert into principal (id, name, kind, active, since) values ('mal', 'Mal', 'human', true, now())`,
    );
    await exec(`insert into identity (platform, workspace, account, principal, source, linked_at)
      values ('console', 'local', 'thief', 'mal', 'config', now())`);
    await exec(`update identity set principal = 'gus' where account = 'eva'`);
    await expect(rig.db.read((reader) => people.identify(reader, local('thief')))).rejects.toMatchObject({
      code: 'standing.unproved',
    });
    await expect(rig.db.read((reader) => people.identify(reader, local('eva')))).rejects.toMatchObject({
      code: 'standing.unproved',
    });
    const found = (await named('people')).join('\n');
    expect(found).toContain('the account console/local/thief: the row was put there');
    expect(found).toContain('the person mal: the row was put there');
    expect(found).toMatch(
      /the account console\/local\/eva: the row was altered[^\n]*\n[^\n]*eva, by config\n[^\n]*gus/,
    );
    await people.sync(team);
    expect((await named('people')).join('\n')).toContain('the person mal');
    await exec(`delete from identity where principal = 'mal'`);
    await exec(`delete from principal where id = 'mal'`);
    expect(await named('people')).toEqual([]);
  });

  it('a glass that nobody broke', async () => {
    const glass = { ...PAY, policy: { kind: 'break-glass' } } as unknown as Plan;
    await exec(`insert into approval_request (id, mode, state, content, digest, subject_kind, subject_id, requester,
      place, opened_at, round, claimed_at) select 'apr-glass', 'break-glass', 'claimed', '{}', 'x', 'plan', 'test:go', 'ana',
      'null', now(), 0, now()`);
    await insertRun('run-glass', glass, { request_id: "'apr-glass'" });
    await rig.engine.work('run-glass');
    expect(paid()).toBe(0);
    expect((await named('request/apr-glass')).join('\n')).toContain('the request: the row was put there');
    expect((await named('run/run-glass')).join('\n')).toContain('the run: the row was put there');
    await exec(`delete from step_run where run_id = 'run-glass'`);
    await exec(`delete from run where id = 'run-glass'`);
    await exec(`delete from approval_request where id = 'apr-glass'`);
  });

  it('an entry copied from another chain, with its code, and one with a code of another installation', async () => {
    const { request: good } = await rig.approved(PAY);
    await work();
    expect(paid()).toBe(1);
    const request = await rig.request(PAY);
    await exec(`insert into audit_entry (chain, seq, previous, body, hash, kind, at, mac)
      select 'request/${request}', 2, previous, body, hash, kind, at, mac from audit_entry
      where chain = 'request/${good}' and kind = 'vote.cast'`);
    await forgedVote(request, 'ben');
    const foreign = await rig.request(PAY);
    const stranger = authorityOf(newSigner());
    await forgedEntry(
      `request/${foreign}`,
      'vote.cast',
      'principal/ben',
      '{}',
      `'${stranger.authenticate('0'.repeat(64))}'`,
    );
    for (const id of [request, foreign]) {
      await exec(`update approval_request set state = 'ready', round = 1, not_before = now() - interval '1 minute',
        not_after = now() + interval '1 hour' where id = '${id}'`);
      const claimed = await rig.db.transact((tx) => rig.approvals.claim(tx, id));
      expect(claimed).toMatchObject({ ok: false, refusal: { code: 'approval.forged' } });
    }
    await work();
    expect(paid()).toBe(1);
    const copied = (await named(`request/${request}`)).join('\n');
    expect(copied).toContain('the entry does not follow the one before it');
    expect(copied).toContain(`chain request/${good}, as in the body`);
    expect((await named(`request/${foreign}`)).join('\n')).toContain('a code of another key');
  });

  it('a row that was deleted: a vote, a request, a person', async () => {
    const { request, run } = await rig.approved(PAY);
    await exec(`delete from approval_vote where request_id = '${request}'`);
    expect((await named(`request/${request}`)).join('\n')).toContain('the vote of ben: the row is gone');
    await work();
    expect(paid()).toBe(0);
    await exec(`delete from step_run where run_id = '${run}'`);
    await exec(`delete from run where id = '${run}'`);
    await exec(`delete from approval_request where id = '${request}'`);
    expect((await named(`request/${request}`)).join('\n')).toContain('the request: the row is gone');
    expect((await named(`run/${run}`)).join('\n')).toContain('the run: the row is gone');
  });

  it('a step that was set back, an outcome that was put there', async () => {
    const { run } = await rig.approved(PAY);
    await work();
    expect(paid()).toBe(1);
    await exec(`update run set outcome = 'false-positive' where id = '${run}'`);
    expect((await named(`run/${run}`)).join('\n')).toMatch(
      /the run’s end: the row was altered[^\n]*\n\s+expected succeeded\n\s+found {4}succeeded with the outcome false-positive/,
    );
    // What requires that outcome is not started on it, nor on a success that is not of then.
    const needing = (outcome: string) =>
      planWith([fakeStep('other')], {
        action: 'test:needing',
        requires: [{ action: PAY.action, outcome, withinMs: 3_600_000 }],
      });
    const forged = {
      state: 'refused',
      note: expect.stringContaining('how it ended is not what the log says') as string,
    };
    expect(await rig.carryOut(needing('false-positive'))).toMatchObject(forged);
    await exec(`update run set outcome = null where id = '${run}'`);
    expect(await rig.carryOut(needing('succeeded'))).toMatchObject({ state: 'succeeded' });
    expect(other()).toBe(1);
    await exec(`update run set finished_at = finished_at + interval '1 minute' where id = '${run}'`);
    expect(await rig.carryOut(needing('succeeded'))).toMatchObject(forged);
    expect(other()).toBe(1);
    await exec(`update step_run set state = 'pending', ended_at = null where run_id = '${run}'`);
    expect((await named(`run/${run}`)).join('\n')).toContain('the run and its steps: the row was altered');
    await exec(`update run set state = 'running', finished_at = null, due_at = now() where id = '${run}'`);
    await work();
    expect(paid()).toBe(1);
  });

  it('a failed verification that is hidden behind an older one', async () => {
    const verify = planWith([fakeStep('verify')], { action: 'test:verify' });
    const resume = planWith([fakeStep('other')], {
      requires: [{ action: 'test:verify', outcome: 'succeeded', withinMs: 3_600_000 }],
    });
    rig.fakes.set('verify', {});
    await rig.carryOut(verify);
    expect(await rig.carryOut(resume)).toMatchObject({ state: 'succeeded' });
    rig.fakes.set('verify', {
      execute: async () => ({ status: 'failed', reason: 'not sound', next: 'Look.' }),
    });
    const { id } = await rig.carryOut(verify);
    for (const [hidden, back] of [
      [`state = 'cancelled'`, `state = 'failed'`],
      [`state = 'refused'`, `state = 'failed'`],
      [`action = 'test:another'`, `action = 'test:verify'`],
      [`environment = 'elsewhere'`, `environment = 'test'`],
      [`mode = 'dry-run'`, `mode = 'execute'`],
      [`finished_at = finished_at - interval '1 day'`, `finished_at = finished_at + interval '1 day'`],
    ]) {
      await exec(`update run set ${hidden} where id = '${id}'`);
      expect(await rig.carryOut(resume)).toMatchObject({ state: 'refused' });
      expect((await named(`run/${id}`)).join('\n')).toContain('was altered');
      await exec(`update run set ${back} where id = '${id}'`);
      expect(await named(`run/${id}`)).toEqual([]);
    }
    await exec(`delete from step_run where run_id = '${id}'`);
    await exec(`delete from run where id = '${id}'`);
    expect(await rig.carryOut(resume)).toMatchObject({
      state: 'refused',
      note: expect.stringContaining('its row is gone') as string,
    });
    expect(other()).toBe(1);
  });

  it('a change, or a run before, that is hidden from what must follow it', async () => {
    for (const name of ['check', 'restore', 'cool']) rig.fakes.set(name, {});
    const once = (name: string, more: Partial<Plan> = {}) =>
      rig.carryOut(planWith([fakeStep(name)], { action: `test:${name}`, ...more }));
    await once('check');
    const { id: changed } = await once('restore');
    const { id: cooled } = await once('cool');
    const resume = planWith([fakeStep('other')], {
      requires: [{ action: 'test:check', outcome: 'succeeded', withinMs: 3_600_000, after: 'test:restore' }],
    });
    const again = planWith([fakeStep('other')], { action: 'test:cool', cooldownMs: 3_600_000 });
    for (const hidden of [
      `action = 'test:another'`,
      `environment = 'elsewhere'`,
      `state = 'cancelled', started_at = null`,
    ]) {
      await exec(`update run set ${hidden} where id in ('${changed}', '${cooled}')`);
      expect((await rig.carryOut(resume)).note).toContain('began before test:restore had ended');
      expect((await rig.carryOut(again)).note).toContain('less than 1h ago');
      for (const id of [changed, cooled])
        expect((await named(`run/${id}`)).join('\n')).toContain('was altered');
    }
    expect(other()).toBe(0);
  });

  it('a veto whose entry was deleted, the request set back', async () => {
    const { id: request } = await rig.db.transact((tx) =>
      rig.approvals.open(tx, {
        subject: { kind: 'plan', id: PAY.action, title: PAY.title },
        document: { plan: PAY as unknown as Json },
        policy: resolvePolicy(
          writtenPolicy.parse({ groups: [{ of: ['sre'], quorum: 1 }], veto: ['security'] }),
        ),
        requester: 'ana',
        resource: null,
        environment: 'test',
        place: null,
      }),
    );
    await rig.approve(request);
    await rig.approvals.veto({ requestId: request, voter: 'sec', account: local('sec'), human: true });
    await seal();
    const before = await named(`request/${request}`);
    expect(before).toEqual([]);
    const rows = (await rig.db.read((reader) =>
      reader.orm.execute(
        sql.raw(`select body from audit_entry where chain = 'request/${request}' and kind = 'request.ready'`),
      ),
    )) as unknown as { body: string }[];
    const { data } = JSON.parse(rows[0]?.body ?? '{}');
    await tamper(
      rig.db,
      `delete from audit_entry where chain = 'request/${request}' and kind = 'request.vetoed'`,
      `update approval_request set state = 'ready', not_before = '${data.notBefore}', not_after = '${data.notAfter}',
        ended_at = null, ended_by = null where id = '${request}'`,
    );
    const claimed = await rig.db.transact((tx) => rig.approvals.claim(tx, request));
    expect(claimed).toMatchObject({ ok: false, refusal: { code: 'approval.forged' } });
    await work();
    expect(paid()).toBe(0);
    const { findings } = await verifyLog({ db: rig.db, verifier: signer.verifier, authority });
    expect(findings.map(({ problem }) => problem)).toContain('entry.missing');
  });

  it('one foreign entry about people stops everybody until it is set aside, and nothing is deleted', async () => {
    await forgedEntry('people', 'people.synced', 'service/config', '{"granted":["gus sre config"]}');
    const [row] = (await rig.db.read((reader) =>
      reader.orm.execute(sql.raw(`select max(id) as id from audit_entry where chain = 'people'`)),
    )) as unknown as { id: string }[];
    const id = Number(row?.id);
    const request = await rig.request(PAY);
    await expect(rig.approve(request, 'ben')).rejects.toMatchObject({
      code: 'standing.unproved',
      refusal: { next: expect.stringContaining('keyturn audit set-aside') },
    });
    // A restart writes on after it; that alone heals nothing.
    await people.sync(team);
    await expect(rig.approve(request, 'ben')).rejects.toMatchObject({ code: 'standing.unproved' });
    expect(log.sequencer.failure()).toBeUndefined();

    const given = { db: rig.db, authority, reason: 'a wrong script', by: 'root' };
    await expect(setAside({ ...given, rows: [id, 1] })).rejects.toMatchObject({ code: 'audit.set_aside' });
    await expect(setAside({ ...given, rows: [999_999] })).rejects.toMatchObject({ code: 'audit.set_aside' });
    await setAside({ ...given, rows: [id] });
    await expect(setAside({ ...given, rows: [id] })).rejects.toMatchObject({ code: 'audit.set_aside' });
    await people.sync(team);
    expect(await named('people')).toEqual([]);
    const verified = await verifyLog({ db: rig.db, verifier: signer.verifier, authority, replayers, tables });
    expect(verified.setAside).toBe(1);
    expect(describeVerification(verified)).toContain('Set aside by somebody with the key: 1 foreign entry.');
    await rig.approve(request, 'ben');
    await work();
    expect(paid()).toBe(1);
    expect((await rig.db.read((reader) => people.membership(reader, ['gus']))).get('gus')?.roles).toEqual([]);
    // Only as it stood, and only where it stood.
    await tamper(rig.db, `update audit_entry set hash = repeat('a', 64) where id = ${id}`);
    expect((await named('people')).join('\n')).toContain('Keyturn did not write the entry');
    await tamper(
      rig.db,
      `update audit_entry set hash = (select previous from audit_entry e where e.chain = 'people'
        and e.seq = (select seq + 1 from audit_entry where id = ${id})) where id = ${id}`,
    );
    expect(await named('people')).toEqual([]);
  });

  it('an entry that sets a genuine one aside, put there without the key', async () => {
    const { request } = await rig.approved(PAY);
    await forgedEntry('log', 'log.set-aside', 'service/log', `{"entries":[{"id":1}]}`);
    expect((await named('log')).join('\n')).toContain('Keyturn did not write the entry');
    expect(await named(`request/${request}`)).toEqual([]);
    await work();
    expect(paid()).toBe(1);
  });

  it('a role that was taken away, its entry deleted and the row set back', async () => {
    await people.sync({ ...team, roles: team.roles.map((role) => ({ ...role, members: ['ana', 'eva'] })) });
    await tamper(
      rig.db,
      `delete from audit_entry where chain = 'people' and seq = (select max(seq) from audit_entry where chain = 'people')`,
      `update role_grant set revoked_at = null where id =
        (select max(id) from role_grant where principal = 'ben' and role = 'sre')`,
    );
    const request = await rig.request(PAY);
    await expect(rig.approve(request, 'ben')).rejects.toMatchObject({ code: 'standing.unproved' });
    await work();
    expect(paid()).toBe(0);
  });
});
