import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppWorld, startApp } from '../support/app/app.ts';

const MILL = `
runbook: mill
title: The mill
policies: { one-sre: { groups: [{ of: [sre], quorum: 1 }], expires: 30m } }
changelog: { description: Every change of the mill., types: [host, vendor], automaticFor: [high] }
contacts:
  smith: { title: Smith, service: Forge, phone: "+49 30 77", purpose: Oracle of the wheel, visibleTo: [security-lead] }
actions:
  wheel/turn:
    title: Turn the wheel
    risk: high
    approval: one-sre
    params: { way: { type: choice, description: Which way, choices: [left, right] } }
    steps: [{ shell: { run: [printf, '%s', '{{ params.way }}'] }, effect: idempotent }]
    unrehearsed: It turns.
    unchecked: It is seen to turn.
  wheel/oil:
    title: Oil the wheel
    risk: low
    steps: [{ shell: { run: [printf, oil] }, effect: idempotent }]
    unrehearsed: It is oiled.
    unchecked: Nothing shows it.
`;

describe('what is known and what was changed, in two systems', () => {
  let world: AppWorld;
  beforeAll(async () => {
    world = await startApp({
      settings(file) {
        file.systems.mill = { ...file.systems.twist };
      },
    });
    mkdirSync(join(world.runbooks, 'mill'));
    writeFileSync(join(world.runbooks, 'mill', 'runbook.yaml'), MILL);
    await world.reload();
  });
  afterAll(() => world.close());

  it('is looked up by words in both, and an address is shown to its roles alone', async () => {
    const [ana, chen] = [world.as('ana'), world.as('chen')];
    await ana.command('/ops runbook search', { text: 'oracle contact' });
    const found = await ana.sees('What the runbooks say of “oracle contact”');
    expect(found.quiet).toBe(true);
    for (const one of ['Pyth: Oracle issues, support@pyth.network [contact, TWIST', 'L560]', 'Smith'])
      expect(found.text).toContain(one);
    expect(found.text).not.toContain('+49 30 77');
    await ana.command('/ops runbook show', { what: 'mill:contacts/smith' });
    expect((await ana.sees('Contact of The mill')).text).toContain(
      'Only security-lead see how to reach them.',
    );
    await chen.command('/ops runbook show', { what: 'mill:contacts/smith' });
    expect((await chen.sees('Contact of The mill')).text).toContain('Phone: +49 30 77');
  });

  it('leads from what is written of a backup to the action that checks it', async () => {
    const ana = world.as('ana');
    await ana.command('/ops runbook show', { what: 'twist:backups/snapshots' });
    const backup = await ana.sees('Backup of TWIST');
    expect(backup.text).toContain('source L485-487');
    await ana.click(backup, 'Verify all backups');
    await ana.sees(['Verify all backups', 'twist:maintenance/verify-backups']);
  });

  it('is told by approved runs and by people, exported, and proved by the log', async () => {
    const [ana, ben, ivan] = [world.as('ana'), world.as('ben'), world.as('ivan')];
    await ana.command('/ops run', { action: 'mill:wheel/turn' });
    await ana.submit({ way: 'left' });
    await ben.click(await ben.sees('Approval needed: Turn the wheel'), 'Approve');
    await ivan.sees(['Turn the wheel', 'Done after']);
    await ana.command('/ops run', { action: 'mill:wheel/oil' });
    await ivan.sees(['Oil the wheel', 'Done after']);
    await ben.command('/ops changelog add', { system: 'mill' });
    await ben.submit({ type: 'vendor', what: 'New miller @everyone', when: '1d' });
    expect((await ivan.sees('The mill was changed, by hand')).text).toContain('Written down by Ben Okafor');

    await ivan.command('/ops changelog list', { system: 'mill' });
    const list = await ivan.sees('Changes of The mill');
    expect(list.text).toContain('2 changes, the newest first.');
    expect(list.text).toContain('Ben Okafor: “New miller @everyone” – vendor – written down');
    expect(list.text).toContain('Ana Ruiz: Turn the wheel (way: left)');
    await ivan.click(list, 'As a file');
    const answer = await ivan.sees('changes-mill.md is attached, with 2 changes.');
    const [file] = (await ivan.thread(answer)).flatMap(({ files }) => files);
    expect(file?.content).toMatch(/Ana Ruiz \(mill\): \*\*Turn the wheel\*\*; way: left `run-\w+`/);

    expect((await world.verify()).findings).toEqual([]);
  });

  it('is written by the action of the runbook where it has one', async () => {
    await world.as('ana').command('/ops changelog add', { system: 'twist' });
    const form = await world.as('ana').form();
    expect(form.title).toBe('Add a change log entry');
    expect(form.fields.map(({ name }) => name)).toEqual(['type', 'description', 'approver']);
  });
});
