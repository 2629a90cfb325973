import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Seen } from '../../contract/chat-harness.ts';
import { type AppWorld, startApp } from '../../support/app/app.ts';
import { idOn } from '../../support/app/person.ts';
import { PLANT_FOLDER } from '../../support/app/plant-process.ts';

const HOUR = 3_600_000;
const UPGRADE = {
  buffer: 'So11111111111111111111111111111111111111112',
  description: 'Fix rounding of rewards',
};

describe('the execution of a program upgrade', () => {
  let world: AppWorld;
  beforeAll(async () => {
    world = await startApp();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  /** The proposal is there already: what is asked for is its execution. */
  async function ask(): Promise<Seen> {
    const { buffer, description } = UPGRADE;
    const script = join(PLANT_FOLDER, 'scripts', 'multisig', 'propose-upgrade.sh');
    execFileSync(script, ['--program', 'twist-token', '--buffer', buffer, '--description', description], {
      env: { ...process.env, TWIST_PLANT_STATE: world.plant.folder, TWIST_PLANT_PACE: '0' },
      stdio: 'ignore',
    });
    await world.as('ana').command('/twist execute-upgrade', { buffer });
    await world.as('ana').submit({ buffer, _reason: 'v1.2.0 was audited' });
    return world.as('ana').sees('Approval needed: Execute a program upgrade');
  }

  const checkout = () => join(world.plant.folder, 'checkout');
  const head = () =>
    execFileSync('git', ['-C', checkout(), 'rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();

  async function run(
    action: string,
    title: string,
    { ended = 'Done after', form = { commit: head() } as Record<string, string> | null } = {},
  ): Promise<Seen> {
    await world.as('ana').command('/ops run', { action: `twist:${action}` });
    if (form !== null) await world.as('ana').submit(form);
    return world.as('ana').sees([title, ended]);
  }
  const build = () => run('upgrade/build', 'Build the new version', { form: null });
  const test = (ended?: string) => run('upgrade/test', 'Test the new version', { ended });
  const integration = (ended?: string) =>
    run('upgrade/integration', 'Run the integration suite on devnet', { ended });

  async function deployToDevnet(): Promise<void> {
    await world.as('ana').command('/ops run', { action: 'twist:upgrade/deploy-devnet' });
    await world.as('ana').submit({ commit: head() });
    const card = await world.as('ben').sees('Approval needed: Deploy the upgrade to devnet');
    await world.as('ben').click(card, 'Approve');
    await world.as('ivan').sees(['Deploy the upgrade to devnet', 'Done after', 'Approved']);
  }

  async function proposal(says: string): Promise<void> {
    await world.as('ana').command('/ops run', { action: 'twist:upgrade/proposal-status' });
    await world.as('ana').submit({ buffer: UPGRADE.buffer });
    await world.as('ana').sees(['Status of an upgrade proposal', says]);
  }

  async function isClaimed(card: Seen): Promise<boolean> {
    return (await world.log(`request/${idOn(card)}`)).includes('request.claimed');
  }

  /** A member has executed it in the wallet, and says so. */
  async function executed(card: Seen): Promise<void> {
    const run = await world
      .as('dora')
      .sees(['Execute a program upgrade', 'Needs an answer: Execute the proposal in the wallet']);
    world.plant.upgradeTo('1.2.0');
    await world.as('dora').click(run, 'Done');
    await world.as('dora').submit({ evidence: 'https://explorer.example.com/tx/1' });
    await world.as('ivan').reads(card, 'Carried out');
  }

  async function approve(card: Seen, ...members: string[]): Promise<void> {
    for (const member of members) await world.as(member).click(card, 'Approve');
  }

  it('5.1 runs after three of five members approved and two days passed, never before', async () => {
    const card = await ask();
    expect(card.text).toContain('0 of 3 approvals from multisig-members');
    expect(card.text).toContain('Why: v1.2.0 was audited');
    expect(card.text).toContain('buffer: So11111111111111111111111111111111111111112');
    await world.as('ben').click(card, 'Approve');
    await world.as('ben').sees(['Your vote was not counted', 'It needs the role multisig-members']);
    await approve(card, 'dora', 'emil');
    await world.as('ivan').reads(card, '2 of 3 approvals');
    world.advance(HOUR);
    await approve(card, 'farah');
    await world.as('ivan').reads(card, 'Approved; waits until');
    world.advance(48 * HOUR - 60_000);
    await world.settle();
    expect(await isClaimed(card)).toBe(false);
    expect((await world.as('ivan').again(card)).text).toContain('Approved; waits until');
    world.advance(61_000);
    await executed(card);
    expect(await isClaimed(card)).toBe(true);
  });

  it('5.1 is vetoed by the security lead at any time before it starts', async () => {
    const card = await ask();
    await approve(card, 'dora', 'emil', 'farah');
    await world.as('ivan').reads(card, 'Approved; waits until');
    world.advance(47 * HOUR);
    await world.as('chen').click(card, 'Veto');
    await world.as('chen').submit({});
    await world.as('ivan').reads(card, 'Vetoed by');
    world.advance(3 * HOUR);
    await world.settle();
    expect(await isClaimed(card)).toBe(false);
    await world.as('goran').stale(card, 'Approve');
    await world.as('goran').sees('The request is over: vetoed');
  });

  it('5.6 takes votes by button only, and says so to whoever reacts', async () => {
    const card = await ask();
    await world.as('dora').react(card, '✅');
    expect((await world.as('dora').sees('Your reaction is not a vote')).quiet).toBe(true);
    expect((await world.as('ivan').again(card)).text).toContain('0 of 3 approvals');
  });

  it('5.18 expires after seven days without enough votes', async () => {
    const card = await ask();
    await approve(card, 'dora', 'emil');
    // A vote that is still on its way while days pass would be too old to be wanted.
    await world.as('ivan').reads(card, '2 of 3 approvals');
    world.advance(6 * 24 * HOUR);
    await world.settle();
    expect((await world.as('ivan').again(card)).text).toContain('2 of 3 approvals');
    world.advance(25 * HOUR);
    await world.as('ivan').reads(card, 'there were not enough approvals in time');
    expect(await isClaimed(card)).toBe(false);
  });

  it('5.18 runs after a stop of the program that slept through the end of the timelock', async () => {
    const card = await ask();
    await approve(card, 'dora', 'emil', 'farah');
    await world.as('ivan').reads(card, 'Approved; waits until');
    await world.restart(() => {
      world.clock.advance(50 * HOUR);
    });
    await executed(card);
  });

  it('5.1 never runs when the program slept through its grace as well', async () => {
    const card = await ask();
    await approve(card, 'dora', 'emil', 'farah');
    await world.as('ivan').reads(card, 'Approved; waits until');
    await world.restart(() => {
      world.clock.advance((48 + 24) * HOUR + 60_000);
    });
    await world.as('ivan').reads(card, 'it was approved, but not started in time');
    expect(await isClaimed(card)).toBe(false);
    expect(await world.log(`request/${idOn(card)}`)).not.toContain('request.claimed');
  });

  it('5.1 falls back to pending when a voter leaves the multisig during the timelock', async () => {
    const card = await ask();
    await approve(card, 'dora', 'emil', 'farah');
    await world.as('ivan').reads(card, 'Approved; waits until');
    await world.setRole('multisig-members', ['dora', 'emil', 'goran', 'hana']);
    world.advance(49 * HOUR);
    await world.as('ivan').reads(card, 'Waiting for approvals');
    await world.settle();
    expect(await isClaimed(card)).toBe(false);
    await world.setRole('multisig-members', ['dora', 'emil', 'farah', 'goran', 'hana']);
  });

  it('is not asked for a proposal before tests and devnet: each refusal says what to run', async () => {
    const propose = async (): Promise<void> => {
      await world.as('ana').command('/twist propose-upgrade', UPGRADE);
      await world.as('ana').submit({
        ...UPGRADE,
        commit: head(),
        _reason: 'v1.2.0 was audited',
        _confirmation: 'upgrade/propose',
      });
    };
    await world.as('ana').command('/twist propose-upgrade', UPGRADE);
    const refusal = await world.as('ana').sees('Propose a program upgrade was not started.');
    expect(refusal.text).toContain('Run twist:upgrade/test first');
    await build();
    await test();
    await deployToDevnet();
    await integration();
    await proposal('No proposal holds this buffer.');
    await propose();
    const card = await world.as('ben').sees('Approval needed: Propose a program upgrade');
    expect(card.text).toContain('--buffer So11111111111111111111111111111111111111112');
    await approve(card, 'ben', 'chen');
    await world.as('ivan').reads(card, 'Carried out');
    expect(world.plant.state().proposals).toHaveLength(1);
    await proposal('status: active');
  });

  it('is proposed though its client ended with an error: the wallet is asked, and nobody proposes again', async () => {
    const form = { ...UPGRADE, commit: head(), buffer: 'SysvarC1ock11111111111111111111111111111111' };
    world.plant.fault('fail-halfway');
    await world.as('ana').command('/twist propose-upgrade', form);
    await world
      .as('ana')
      .submit({ ...form, _reason: 'v1.2.0 was audited', _confirmation: 'upgrade/propose' });
    const card = await world.as('ben').sees('Approval needed: Propose a program upgrade');
    await approve(card, 'ben', 'chen');
    await world.as('ivan').reads(card, 'Carried out');
    expect(world.plant.state().proposals.filter(({ buffer }) => buffer === form.buffer)).toHaveLength(1);
  });

  it('goes no further with a version that fails its tests, here or on devnet', async () => {
    world.plant.fault('tests-fail');
    await build();
    expect((await test('Failed after')).text).toContain('FAILED: decay');
    await world.as('ana').command('/ops run', { action: 'twist:upgrade/deploy-devnet' });
    await world.as('ana').sees(['Deploy the upgrade to devnet was not started', 'Run twist:upgrade/test']);
    world.plant.fault('tests-fail', false);
    await test();
    await deployToDevnet();
    world.plant.fault('tests-fail');
    const suite = await integration('Failed after');
    expect(suite.text).toMatch(/✗ \| Failed \| 2 \| 0/);
    await world.as('ana').command('/twist propose-upgrade', UPGRADE);
    await world
      .as('ana')
      .sees(['Propose a program upgrade was not started', 'Run twist:upgrade/integration']);
  });

  it('5.14 leaves a log that verifies', async () => {
    expect((await world.verify()).findings).toEqual([]);
  });
});
