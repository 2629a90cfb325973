import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../../src/app.ts';
import { PLACE, RUNBOOK, SETTINGS, type TemporaryApp, temporaryApp } from './temporary-app.ts';

let work: TemporaryApp;
let app: App;
/** How much was recorded before the test. */
let earlier: number;
beforeAll(async () => {
  work = await temporaryApp();
  app = await work.open();
  await app.start();
});
beforeEach(async () => {
  await work.write(SETTINGS);
  await work.writeRunbook(RUNBOOK);
  await app.reload();
  earlier = 0;
  earlier = (await recorded()).length;
  work.logged.length = 0;
});
afterAll(async () => {
  await app.stop();
  await work.remove();
});

async function rolesOf(person: string): Promise<readonly string[]> {
  const found = await app.db.read((reader) => app.people.membership(reader, [person]));
  return found.get(person)?.roles.map((held) => held.role) ?? [];
}

/** Asks for the reset; the plan as it will be approved. */
async function plan(requester = 'ana'): Promise<Record<string, unknown>> {
  const { request } = await propose(requester);
  return (request.document as { plan: Record<string, unknown> }).plan;
}

async function propose(requester: string) {
  const proposed = await app.runs.propose({ action: 'demo:reset', params: {}, requester, place: PLACE });
  if (proposed.kind !== 'pending') throw new Error('it should wait for an approval');
  const request = await app.db.read((reader) => app.approvals.get(reader, proposed.requestId));
  if (request === undefined) throw new Error('the request is gone');
  return { request };
}

/** What the log says of settings since the test began: kind and data. */
async function recorded(): Promise<readonly (readonly [string, Record<string, unknown>])[]> {
  const rows = await app.db.read((reader) =>
    reader.orm.execute(
      sql`select kind, body from audit_entry where chain = 'config' and kind like 'settings.%' order by seq`,
    ),
  );
  return (rows as unknown as { kind: string; body: string }[])
    .slice(earlier)
    .map(({ kind, body }) => [kind, JSON.parse(body).data] as const);
}

describe('a reload', () => {
  it('changes who is who at once', async () => {
    await work.write(
      SETTINGS.replace('members: [ana, ben]', 'members: [ana, cem]').replace(
        'roles:',
        '  cem: { name: Cem, accounts: { slack: [] } }\nroles:',
      ),
    );
    const { changed } = await app.reload();
    expect(changed).toEqual(['people', 'roles']);
    expect(await rolesOf('ben')).toEqual([]);
    expect(await rolesOf('cem')).toEqual(['sre']);
    expect(await recorded()).toEqual([
      ['settings.reloaded', { changed: ['people', 'roles'], needsRestart: [] }],
    ]);
  });

  it('5.3 plans with the new settings, while what was asked before keeps its plan', async () => {
    const { request: before } = await propose('ana');
    await work.write(
      `${SETTINGS.replace('workdir: .', 'workdir: ., vars: { target: other }')}
policies: { one-sre: { groups: [{ of: [lead], quorum: 1 }] } }`,
    );
    const { changed, runbooks } = await app.reload();
    expect(changed).toEqual(['systems.demo', 'policies.one-sre']);
    expect(runbooks.changed).toEqual(['demo']);
    const after = await plan('ben');
    expect(after).toMatchObject({
      policy: { policy: { groups: [{ of: ['lead'], quorum: 1 }] } },
      steps: [{ spec: { argv: ['true', 'other'] } }],
    });
    const again = await app.db.read((reader) => app.approvals.get(reader, before.id));
    expect(again?.digest).toBe(before.digest);
  });

  it('allows and refuses by the new rules of a system', async () => {
    const may = async () => {
      const ben = { id: 'ben', name: 'Ben', kind: 'human' } as const;
      const deed = { do: 'run', system: 'demo', risk: 'high', mode: 'execute' } as const;
      return (await app.db.read((reader) => app.people.authorize(reader, ben, deed))).effect;
    };
    expect(await may()).not.toBe('deny');
    await work.write(SETTINGS.replace('workdir: .', 'workdir: ., operators: { high: [lead] }'));
    await app.reload();
    expect(await may()).toBe('deny');
  });

  it('says what needs a restart, and leaves it as it is', async () => {
    const more = SETTINGS.replace('ops: {}', 'ops: {}, alerts: {}');
    await work.write(`${more}\nenvironment: staging\ntiming: { lease: 9s, drain: 1s }`);
    const { changed, needsRestart } = await app.reload();
    expect(changed).toEqual(['timing.drain']);
    expect(needsRestart.toSorted()).toEqual(['channels', 'environment', 'timing.lease']);
    expect(work.logged.some((line) => line.includes('need a restart'))).toBe(true);
    expect((await plan()).environment).toBe('development');
  });

  it('refuses settings that are not valid: every problem is said, and the old ones serve on', async () => {
    await work.write(`${SETTINGS.replace('members: [ana, ben]', 'members: [ana, bn]')}\npeple: {}`);
    const { problems, changed } = await app.reload();
    expect(changed).toEqual([]);
    expect(problems.map((problem) => problem.suggestion)).toEqual(["Did you mean 'people'?"]);
    await work.write(SETTINGS.replace('members: [ana, ben]', 'members: [ana, bn]'));
    expect((await app.reload()).problems).toHaveLength(1);
    expect(work.logged.some((line) => line.includes("No person is called 'bn'"))).toBe(true);
    expect(await rolesOf('ben')).toEqual(['sre']);
    expect((await recorded()).map(([kind, data]) => [kind, data.count])).toEqual([
      ['settings.refused', 1],
      ['settings.refused', 1],
    ]);
  });

  it('does not take a file that is gone for the wish to have no settings', async () => {
    await rm(join(work.folder, 'keyturn.yaml'));
    expect((await app.reload()).problems).toHaveLength(1);
    expect(await rolesOf('ben')).toEqual(['sre']);
  });

  it('reads the runbooks again too, and records nothing of settings that are the same', async () => {
    await work.writeRunbook(RUNBOOK.replace('Demo operations', 'Other operations'));
    const { changed, runbooks } = await app.reload();
    expect(changed).toEqual([]);
    expect(runbooks.changed).toEqual(['demo']);
    expect(await recorded()).toEqual([]);
  });
});
