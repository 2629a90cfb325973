import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Acts, actsOn } from '../../support/app/acts.ts';
import { type AppWorld, startApp } from '../../support/app/app.ts';

const DAY = 24 * 3_600_000;

describe('the weekly and monthly work on TWIST', () => {
  let world: AppWorld;
  let twist: Acts;
  beforeAll(async () => {
    world = await startApp();
    twist = actsOn(world, 'twist', 'ops-twist');
  });
  afterEach(async () => {
    await world.calm();
    world.advance(DAY);
    world.plant.heal();
  });
  afterAll(() => world.close());

  const users = () => world.plant.state().users.map(({ user, role }) => `${user} ${role}`);

  it('applies security patches only after a look, with one approval, until none is left', async () => {
    await twist.asked('maintenance/apply-patches', ['was not started', 'maintenance/check-updates']);
    const before = await twist.ran('maintenance/check-updates', 'Check for updates');
    expect(before.text).toContain('linux-image 6.1.140');
    await twist.carriedOut('maintenance/apply-patches', 'Apply security patches');
    expect(world.plant.state().maintenance.securityPatches).toEqual([]);
    // What is no security patch waits.
    expect(world.plant.state().maintenance.otherUpdates).toHaveLength(1);
  });

  it('says that a patch is left when one does not install', async () => {
    world.plant.fault('patch-held');
    await twist.ran('maintenance/check-updates', 'Check for updates');
    const run = await twist.failed('maintenance/apply-patches', 'Apply security patches');
    expect(run.text).toContain('No security patch is left');
    expect(world.plant.state().maintenance.securityPatches).toEqual(['openssl 3.0.16']);
  });

  it('updates the monitoring agents, and wants to hear of each of them again', async () => {
    await twist.carriedOut('maintenance/update-monitoring', 'Update the monitoring agents');
    expect(world.plant.state().maintenance.agentVersion).toBe('7.62.1');
    world.plant.fault('agent-silent');
    const run = await twist.failed('maintenance/update-monitoring', 'Update the monitoring agents');
    expect(run.text).toMatch(/✗ \| Agents that report \| 3 \| 4/);
  });

  it('rehearses a restore on testnet and nowhere else, and fails when accounts differ', async () => {
    await twist.ran('maintenance/verify-backups', 'Verify all backups');
    const good = await twist.ran('maintenance/test-restore', 'Rehearse a restore on testnet');
    expect(good.text).toMatch(/✓ \| Differences \| 0/);
    world.plant.fault('backup-damaged');
    const bad = await twist.ran('maintenance/test-restore', 'Rehearse a restore on testnet', {
      ended: 'Failed after',
    });
    expect(bad.text).toMatch(/✗ \| Differences \| 3/);
    expect(world.plant.state().program.restoredFrom).toBeNull();
  });

  it('grants access by somebody who neither asked for it nor gains by it, and takes it away again', async () => {
    const jo = { user: 'jo@twist.io', role: 'operator', _confirmation: 'security/grant-access' };
    const form = { ...jo, _reason: 'joins the team', colleague: 'chen' };
    const card = await twist.approved('security/grant-access', 'Grant access', {
      by: 'ben',
      form,
      approvers: [],
    });
    await twist.as('chen').click(card, 'Approve');
    await twist.as('chen').sees('Your vote was not counted');
    await twist.as('ana').click(card, 'Approve');
    await twist.as('ivan').reads(card, 'Carried out');
    expect(users()).toContain('jo@twist.io operator');
    const listed = await twist.ran('security/audit-access', 'Review who has access');
    expect(listed.text).toContain('jo@twist.io');

    await twist.carriedOut('security/revoke-access', 'Revoke access', { form: { user: 'jo@twist.io' } });
    expect(users()).not.toContain('jo@twist.io operator');
    const none = await twist.failed('security/revoke-access', 'Revoke access', {
      form: { user: 'jo@twist.io' },
    });
    expect(none.text).toContain('jo@twist.io has none');
  });

  it.each([
    ['security/revoke-access', { user: 'x; rm -rf /' }],
    ['security/revoke-access', { user: '--user=chen@twist.io' }],
    [
      'monitoring/add-alert',
      { metric: 'custom_metric', threshold: '> 100; reboot', severity: 'medium', message: 'too high' },
    ],
    [
      'monitoring/add-alert',
      { metric: '$(reboot)', threshold: '> 100', severity: 'medium', message: 'too high' },
    ],
  ])('refuses at the form of "%s" what is no value of its kind: %o', async (action, form) => {
    await twist.as('ana').command('/ops run', { action: `twist:${action}` });
    await twist.as('ana').submit(form);
    const fields = (await twist.as('ana').form()).fields.filter(({ error }) => error !== undefined);
    expect(fields).toHaveLength(1);
  });

  it('adds an alert with what people type as one argument each', async () => {
    const alert = {
      metric: 'custom_metric',
      threshold: '> 100',
      severity: 'medium',
      message: 'Custom metric exceeded threshold; $(reboot)',
    };
    await twist.carriedOut('monitoring/add-alert', 'Add a custom alert', { form: alert });
    expect(world.plant.state().customAlerts).toEqual([alert]);
  });

  it('sends 0.001 SOL on mainnet with an approval, once in ten minutes, and wants it confirmed', async () => {
    const form = { _confirmation: 'test/send-transaction' };
    const title = 'Send 0.001 SOL on mainnet as a test transaction';
    await twist.carriedOut('test/send-transaction', title, { form });
    await twist.asked('test/send-transaction', [`${title} was not started`]);
    world.advance(11 * 60_000);
    world.plant.fault('drop-transactions');
    const run = await twist.failed('test/send-transaction', title, { form });
    expect(run.text).toMatch(/✗ \| Confirmed \| false \| true/);
    expect(world.plant.effects('transaction.send')).toBe(2);
  });

  it('writes into the change log once whoever is named as approver says so, and nobody else', async () => {
    const form = { type: 'config', description: 'RPC moved to the backup', approver: 'ben' };
    const asked = async () =>
      twist.ran('changelog/add', 'run-', { ended: 'Needs an answer: Did you approve this change', form });
    const other = await asked();
    await twist.as('ana').stale(other, 'Done');
    await twist.as('ana').sees('Your answer was not taken');
    await twist.as('chen').click(other, 'Done');
    await twist.as('ivan').reads(other, 'Failed after');
    expect(world.plant.state().changelog).toEqual([]);
    await twist.as('ben').click(await asked(), 'Done');
    await twist.as('ivan').sees(['Add a change log entry', '✓ Add']);
    expect(world.plant.state().changelog).toMatchObject([form]);
  });

  it('hands over to the next shift what somebody on call writes, where that looks first', async () => {
    const card = await twist.ran('handover/write', 'run-', { ended: 'What happened, what is open' });
    await twist.as('ana').click(card, 'Answer…');
    await twist.as('ana').submit({ happened: 'the RPC was lost', open: 'nothing', watch: 'the oracles' });
    const notes = await twist.as('ivan').sees(['Hand-over by', 'Happened: “the RPC was lost”']);
    expect(notes.text).toContain('Watch: “the oracles”');
  });

  it('leaves a log that verifies', async () => {
    expect((await world.verify()).findings).toEqual([]);
  });
});
