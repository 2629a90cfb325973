import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GOVERNANCE, startUpgradeWorld, type UpgradeWorld } from '../../support/app/upgrade.ts';

const because = (action: string) => ({ _reason: 'Reviewed and tested', _confirmation: action });
const TWO = ['ben', 'chen'];

describe('the first two days of a program upgrade', () => {
  let world: UpgradeWorld;
  let commit = '';
  beforeAll(async () => {
    world = await startUpgradeWorld();
  });
  afterAll(() => world.close());

  const newestBuffer = () => Object.keys(world.plant.state().buffers).at(-1) ?? '';

  it('is prepared by tests, a review by somebody else than the author, and devnet', async () => {
    await world.ran('code/branch', 'Create a branch', { form: { branch: 'feature/new-liquidation-logic' } });
    await world.ran('program/test', 'Test the program locally');
    await world.ran('audit/clippy', 'Analyse the program');
    await world.ran('audit/advisories', 'Look for known weaknesses');
    commit = (await world.plant.run('git', 'rev-parse', 'HEAD')).stdout.trim();
    const review = await world.approved('audit/review', 'Review the code', {
      form: { author: 'ben', commit },
      approvers: ['chen'],
    });
    for (const question of ['Is every calculation', 'Is every account', 'May only those']) {
      await world.confirms('chen', 'Review the code', question);
    }
    await world.comesTo(review, 'Carried out');
    const form = { commit };
    await world.carriedOut('devnet/deploy', 'Deploy the upgrade to devnet', { form });
    expect(world.plant.state().devnet.code).not.toBe(world.plant.state().program.code);
    await world.ran('devnet/integration', 'Test the upgrade on devnet', { form });
    await world.asked('devnet/manual-tests', 'Test the upgrade by hand', { form });
    for (const question of ['Did you create', 'Did trades', 'Do liquidations']) {
      await world.confirms('ana', 'Test the upgrade by hand', question);
    }
  });

  it('is proposed from a buffer that holds what was built and that the multisig alone can change', async () => {
    await world.ran('build/clean', 'Clean the build');
    const lies = (name: string, text: string) => {
      mkdirSync(join(world.plant.checkout, dirname(name)), { recursive: true });
      writeFileSync(join(world.plant.checkout, name), text);
    };
    const gone = (name: string) => rmSync(join(world.plant.checkout, name), { recursive: true });
    const refused = (what: string) =>
      world.ran('build/verifiable', 'Build the binary that is proposed', { ended: ['Failed after', what] });
    lies('programs/program-upgrade-system/src/patch.rs', '// In no commit.\n');
    await refused('src/patch.rs');
    gone('programs/program-upgrade-system/src/patch.rs');
    // What git is told to ignore takes part in a build as well.
    lies('.git/info/exclude', '.cargo/\n');
    lies('.cargo/config.toml', '[patch.crates-io]\n');
    await refused('ignored: .cargo/');
    gone('.cargo');
    await world.ran('build/verifiable', 'Build the binary that is proposed');
    await world.ran('build/show', 'Show the binary');
    const created = await world.carriedOut('buffer/create', 'Create the buffer');
    const buffer = newestBuffer();
    expect((await world.after(['Create the buffer', 'Done after'])).text).toContain(
      `Buffer Address: ${buffer}`,
    );
    expect(created.text).toContain('scripts/deploy_buffer.sh');

    const form = { commit, buffer, description: '$(id); rm -rf / --sweep', ...because('proposal/create') };
    await world.asked('proposal/create', ['was not planned', 'leading hyphen'], {
      form: { ...form, description: '--sweep' },
    });
    // Nobody proposes what was not tested, whatever is typed.
    await world.asked(
      'proposal/create',
      ['Propose an upgrade was not started', `was of the commit ${commit}`],
      {
        form: { ...form, commit: 'f'.repeat(40) },
      },
    );
    await world.failed('proposal/create', 'Propose an upgrade', {
      ended: 'Authority of the buffer',
      form,
      approvers: TWO,
    });
    expect(world.plant.state().proposals).toEqual([]);

    await world.carriedOut('buffer/hand-over', 'Hand a buffer to the multisig', { form: { buffer } });
    await world.carriedOut('proposal/create', 'Propose an upgrade', { form, approvers: TWO });
    const { id: proposal } = world.proposal();
    expect(world.proposal().description).toBe(`$(id); rm -rf / --sweep (commit ${commit})`);
    expect((await world.after(['Propose an upgrade', 'Done after'])).text).toContain(
      `Proposal ID: ${proposal}`,
    );
    const open = await world.ran('proposal/open', 'Which proposals are open?');
    expect(open.text).toContain(proposal);
    await world.ran('proposal/notify', 'Notify the members', {
      form: { proposal, message: 'New upgrade proposal' },
    });
    expect(world.plant.performed()).toContain('members.notify');
    await world.as('ivan').sees([proposal, 'waits for three signatures'], GOVERNANCE);
  });

  it('is asked about where the script ended with an error, and goes on where people say that it stands', async () => {
    const { plant } = world;
    const { multisig = '', rpc = '' } = plant.settings.vars;
    const written = await plant.run('deploy_buffer.sh');
    const buffer = /Buffer Address: (\S+)/.exec(written.stdout)?.[1] ?? '';
    const holder = ['--new-buffer-authority', multisig, '--url', rpc];
    await plant.run('solana', 'program', 'set-buffer-authority', buffer, ...holder);
    const form = { commit, buffer, description: 'Faster liquidation', ...because('proposal/create') };
    plant.fault('fail-halfway');
    const card = await world.approved('proposal/create', 'Propose an upgrade', { form, approvers: TWO });
    const run = await world.after([
      'Propose an upgrade',
      'Nobody knows whether "Create the proposal" took effect',
    ]);
    for (const who of TWO) {
      await world.as(who).click(run, 'It was done');
      await world.as(who).submit({ reason: 'The service lists it' });
    }
    await world.comesTo(card, 'Carried out');
    plant.fault('fail-halfway', false);
    const made = plant.state().proposals.filter((each) => each.buffer === buffer);
    expect(made).toHaveLength(1);
    await world.as('ivan').sees([made[0]?.id ?? '', 'Faster liquidation'], GOVERNANCE);
    await world.failed('proposal/create', 'Propose an upgrade', {
      ended: 'Open proposals of this buffer',
      form,
      approvers: TWO,
    });
  });

  it('leaves a log that verifies', async () => {
    expect((await world.app.verify()).findings).toEqual([]);
  });
});
