import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AppWorld, startApp } from '../support/app/app.ts';

describe('a change of the runbooks or the settings', () => {
  let world: AppWorld;
  let lab: string;
  let sound: string;
  beforeAll(async () => {
    world = await startApp();
    lab = join(world.runbooks, 'lab', 'runbook.yaml');
    sound = readFileSync(lab, 'utf8');
  });
  afterEach(async () => {
    writeFileSync(lab, sound);
    await world.reload();
    await world.calm();
  });
  afterAll(() => world.close());

  /** The version that serves, by the title of one action. */
  async function titleOfWait(): Promise<string | undefined> {
    const found = await world.platform.complete(
      { platform: 'console', workspace: 'local', id: 'ana' },
      { platform: 'console', workspace: 'local', channel: 'ops-twist' },
      ['ops', 'run'],
      'action',
      'lab:wait',
    );
    return found.find(({ value }) => value === 'lab:wait')?.label;
  }

  it('serves a new version without a restart', async () => {
    writeFileSync(lab, sound.replace('Wait before a snapshot', 'Wait a little'));
    await world.until('the new title is found', async () => (await titleOfWait())?.includes('Wait a little'));
  });

  it('is refused when the YAML is broken, with file and line, and the old version serves on', async () => {
    writeFileSync(lab, `${sound}\n  broken: [`);
    const { runbooks } = await world.reload();
    expect(runbooks.refused).toEqual(['lab']);
    expect(runbooks.problems[0]).toMatchObject({ line: expect.any(Number), message: expect.any(String) });
    expect(await titleOfWait()).toContain('Wait before a snapshot');
    await world.as('ana').command('/twist health');
    await world.as('ana').sees(['System health', 'Done after']);
    await world.until('the refusal is logged', async () =>
      (await world.log('config')).includes('runbooks.loaded'),
    );
  });

  it('is refused when a definition is wrong, with the nearest valid name', async () => {
    writeFileSync(lab, sound.replace('approval: two-sre', 'approval: two-sree'));
    const { runbooks } = await world.reload();
    expect(runbooks.refused).toEqual(['lab']);
    expect(JSON.stringify(runbooks.problems)).toContain('two-sre');
  });

  it('5.3 leaves a pending request with the plan that people see, and runs exactly that', async () => {
    const before = world.effects('snapshot.create');
    await world.as('ana').command('/ops run', { action: 'lab:snapshot/approved' });
    const card = await world.as('ben').sees('Approval needed: Snapshot with one approval');
    writeFileSync(
      lab,
      sound
        .replaceAll('scripts/emergency/snapshot-state.sh', 'scripts/emergency/pause-all.sh')
        .replace('Snapshot with one approval', 'Something else'),
    );
    expect((await world.reload()).runbooks.changed).toEqual(['lab']);
    await world.as('ben').click(card, 'Details');
    expect((await world.as('ben').sees('Details: Snapshot with one approval')).text).toContain(
      'snapshot-state.sh',
    );
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Carried out');
    expect(world.effects('snapshot.create') - before).toBe(1);
    expect(world.plant.state().operations.paused).toBe(false);
  });

  it('5.3 leaves a pending request although its runbook is gone', async () => {
    const before = world.effects('snapshot.create');
    await world.as('ana').command('/ops run', { action: 'lab:snapshot/approved' });
    const card = await world.as('ben').sees('Approval needed: Snapshot with one approval');
    writeFileSync(
      lab,
      sound.replace(/ {2}snapshot\/approved:[\s\S]*?(?=\n {2}snapshot\/twice)/, (text) =>
        text.replace('snapshot/approved', 'snapshot/other'),
      ),
    );
    await world.reload();
    await world.as('ana').command('/ops run', { action: 'lab:snapshot/approved' });
    await world.as('ana').sees('There is no action "lab:snapshot/approved"');
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').reads(card, 'Carried out');
    expect(world.effects('snapshot.create') - before).toBe(1);
  });

  it('5.3 asks for more approvals where the settings replace a policy, from the next request on', async () => {
    await world.as('ana').command('/ops run', { action: 'lab:snapshot/approved' });
    const card = await world.as('ben').sees('Approval needed: Snapshot with one approval');
    const { changed } = await world.reload((file) => {
      file.policies = { 'one-sre': { groups: [{ of: ['sre'], quorum: 2 }], expires: '30m' } };
    });
    expect(changed).toEqual(['policies.one-sre']);
    expect((await world.as('ivan').again(card)).text).toContain('0 of 1 approval');
    await world.as('ana').click(card, 'Withdraw request');
    await world.as('ivan').reads(card, 'Withdrawn');
    await world.as('ana').command('/ops run', { action: 'lab:snapshot/approved' });
    const next = await world.as('ivan').sees('Approval needed: Snapshot with one approval');
    expect(next.text).toContain('0 of 2 approvals from sre');
    await world.reload((file) => {
      file.policies = {};
    });
  });

  it('5.2 keeps the settings that serve when the new ones are wrong', async () => {
    const { problems, changed } = await world.reload((file) => {
      file.roles.sre = { members: ['ana', 'bem'] };
    });
    expect(changed).toEqual([]);
    expect(JSON.stringify(problems)).toContain('ben');
    await world.reload((file) => {
      file.roles.sre = { members: ['ana', 'ben', 'chen', 'dora'] };
    });
    expect((await world.verify()).findings).toEqual([]);
  });
});
