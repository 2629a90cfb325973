import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayRequest } from '../../../src/approval/replay.ts';
import { authenticated, authorityOf } from '../../../src/audit/authority.ts';
import { nameOf } from '../../../src/audit/keys.ts';
import { takeOver } from '../../../src/audit/takeover.ts';
import { verifyLog } from '../../../src/audit/verify/verify.ts';
import { openTestDatabase, openTestPostgres } from '../../support/database.ts';
import { type Execution, openExecution } from '../../support/execution.ts';
import { fakeStep, ONE_SRE, planWith } from '../../support/planned.ts';
import { newSigner } from '../audit/sample-log.ts';

const signer = newSigner();
const authority = authorityOf(signer);

describe.each([
  ['the embedded database', openTestDatabase],
  ['Postgres', openTestPostgres],
])('5.28 votes that Keyturn did not write, in %s', (_name, open) => {
  let rig: Execution;

  beforeAll(async () => {
    rig = await openExecution(undefined, async (clock) => authenticated(await open(clock), authority));
    const file = join(mkdtempSync(join(tmpdir(), 'since-')), 'log.since');
    const key = nameOf(signer.verifier);
    await takeOver({ db: rig.db, authority, key, file, live: async () => [] });
  });
  afterAll(() => rig.close());

  const exec = (statement: string) => rig.db.transact((tx) => tx.orm.execute(sql.raw(statement)));
  const plan = planWith([fakeStep('pay')], { policy: ONE_SRE, risk: 'high' });
  const verify = () =>
    verifyLog({ db: rig.db, verifier: signer.verifier, authority, replayers: { request: replayRequest } });

  it('are counted when they are real, and the log is whole', async () => {
    const paid = rig.counting('pay');
    const { run } = await rig.approved(plan);
    await rig.engine.work(run);
    expect(paid()).toBe(1);
    expect((await verify()).findings).toEqual([]);
  });

  it('start nothing, with their entries or without, and the entries are named', async () => {
    const paid = rig.counting('pay');
    const id = await rig.request(plan);
    const chain = `request/${id}`;
    const standing = `{"human":true,"active":true,"roles":[{"role":"sre","since":"1970-01-01T00:00:00.000Z"}]}`;
    await exec(`insert into approval_vote (request_id, principal, choice, at, via, account, standing)
      values ('${id}', 'ben', 'approve', now(), 'button', 'console/local/ben', '${standing}')`);
    await exec(`with last as (select seq, hash from audit_entry where chain = '${chain}' order by seq desc limit 1),
      body as (select '{"actor":"principal/ben","at":"2026-01-01T00:00:00.000Z","chain":"${chain}","data":{},"kind":"vote.cast","v":1}' as body)
      insert into audit_entry (chain, seq, previous, body, hash, kind, at)
      select '${chain}', seq + 1, hash, body, encode(sha256(decode(hash, 'hex') || convert_to(body, 'UTF8')), 'hex'),
        'vote.cast', '2026-01-01T00:00:00.000Z' from last, body`);
    await exec(`update approval_request set state = 'ready', round = 1, not_before = now() - interval '1 minute',
      not_after = now() + interval '1 hour' where id = '${id}'`);
    const answer = await rig.db.transact((tx) => rig.approvals.claim(tx, id));
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'approval.forged' } });
    expect(paid()).toBe(0);
    const named = (await verify()).findings.filter((finding) => finding.chain === chain);
    expect(named).toContainEqual(expect.objectContaining({ problem: 'entry.foreign', seq: 2 }));
  });
});
