import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { versionOf } from '../../examples/plant/upgrade/src/chain.ts';
import type { Seen } from '../contract/chat-harness.ts';
import { type AppWorld, startApp } from '../support/app/app.ts';
import { startUpgradePlant, type UpgradePlant } from '../support/app/upgrade-plant.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ROOM = 'ops-upgrade';
const GOVERNANCE = 'governance-upgrade';

type Values = Readonly<Record<string, string>>;

describe('the upgrade system', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-upgrade-'));
  let plant: UpgradePlant;
  let world: AppWorld;
  beforeAll(async () => {
    plant = await startUpgradePlant(join(folder, 'plant'));
    world = await startApp({
      settings: (file) => {
        file.systems.upgrade = { ...file.systems.upgrade, ...plant.settings };
      },
    });
  });
  afterAll(async () => {
    await world.close();
    await plant.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ask(who: string, action: string, values?: Values): Promise<void> {
    await world.as(who).command('/ops run', { action: `upgrade:${action}` }, ROOM);
    if (values !== undefined) await world.as(who).submit(values, ROOM);
  }

  /** What runs at once. */
  async function run(action: string, title: string, values?: Values): Promise<Seen> {
    await ask('ana', action, values);
    return world.as('ivan').sees([title, 'Done'], ROOM);
  }

  async function approve(title: string, ...who: readonly string[]): Promise<Seen> {
    const card = await world.as('ivan').sees([`Approval needed: ${title}`, 'approvals'], ROOM);
    for (const voter of who) await world.as(voter).click(card, 'Approve');
    return card;
  }

  async function runApproved(
    { action, title, values }: { readonly action: string; readonly title: string; readonly values?: Values },
    ...who: readonly string[]
  ): Promise<void> {
    await ask('ana', action, values);
    await world.as('ivan').reads(await approve(title, ...who), 'Carried out');
  }

  /** Somebody says on the card of a run that something is so. */
  async function confirm(who: string, title: string, question: string): Promise<void> {
    const card = await world.as(who).sees([title, `Needs an answer: ${question}`], ROOM);
    await world.as(who).click(card, 'Done');
    await world.as(who).submit({ evidence: 'https://review.example.com/1' }, ROOM);
  }

  function pass(ms: number): void {
    plant.advance(ms);
    world.advance(ms);
  }

  /** A poll looks again each time that somebody looks at the card. */
  async function sees(text: string | readonly string[], everyMs: number, channel = ROOM): Promise<Seen> {
    const wanted = typeof text === 'string' ? [text] : text;
    return world.until(`the card says ${wanted.join(' … ')}`, async () => {
      pass(everyMs);
      await world.settle(150);
      return (await world.as('ivan').all(channel)).findLast((seen) =>
        wanted.every((part) => seen.text.includes(part)),
      );
    });
  }

  function newest(): string {
    return plant.state().proposals.at(-1)?.id ?? '';
  }

  async function prepare(): Promise<void> {
    await run('program/test', 'Test the program locally');
    await run('audit/clippy', 'Analyse the program');
    await run('audit/advisories', 'Look for known weaknesses');
    await ask('ana', 'audit/review', { author: 'ben', commit: '1a2b3c4d' });
    await approve('Review the code', 'chen');
    for (const question of ['Is every calculation', 'Is every account', 'May only those']) {
      await confirm('chen', 'Review the code', question);
    }
    await world.as('ivan').sees(['Review the code', 'Done'], ROOM);
    await runApproved({ action: 'devnet/deploy', title: 'Deploy the upgrade to devnet' }, 'ben');
    await run('devnet/integration', 'Test the upgrade on devnet');
    await ask('ana', 'devnet/manual-tests');
    for (const question of ['Did you create', 'Did trades', 'Do liquidations']) {
      await confirm('ana', 'Test the upgrade by hand', question);
    }
    await run('build/clean', 'Clean the build');
    await run('build/verifiable', 'Build the binary that is proposed');
    await run('build/show', 'Show the binary');
  }

  async function proposed(): Promise<string> {
    await runApproved({ action: 'buffer/create', title: 'Create the buffer' }, 'ben');
    const buffer = Object.keys(plant.state().buffers).at(-1) ?? '';
    await runApproved(
      { action: 'buffer/hand-over', title: 'Hand a buffer to the multisig', values: { buffer } },
      'ben',
    );
    const values = {
      buffer,
      description: 'Improved liquidation logic',
      _reason: 'Reviewed and tested',
      _confirmation: 'proposal/create',
    };
    await runApproved({ action: 'proposal/create', title: 'Propose an upgrade', values }, 'ben', 'chen');
    return newest();
  }

  async function executeIt(proposal: string): Promise<Seen> {
    await ask('ana', 'proposal/execute', {
      proposal,
      _reason: 'The timelock is over',
      _confirmation: 'proposal/execute',
    });
    return approve('Execute an upgrade', 'dora', 'emil');
  }

  it('is upgraded from the first test to the last account: nobody signs here, and nothing is executed before 48 hours', async () => {
    await prepare();
    const proposal = await proposed();
    await world.as('ivan').sees([`Proposal ${proposal} waits for three signatures`], GOVERNANCE);

    await ask('ana', 'proposal/await-approvals', { proposal });
    for (const [count, member] of [1, 4, 5].entries()) {
      await plant.sign(member, proposal);
      if (count < 2) await sees(`${count + 1} of 3 signatures`, 15 * MINUTE);
    }
    await sees(`Proposal ${proposal} has its three signatures`, 15 * MINUTE, GOVERNANCE);

    // Two people agree, and the chain still says no.
    const early = await executeIt(proposal);
    await world.as('ivan').reads(early, 'Failed');
    await world.as('ivan').sees(['Execute an upgrade', 'Seconds since the end of the timelock'], ROOM);
    expect(plant.state().proposals.at(-1)?.status).toBe('approved');

    pass(48 * HOUR);
    await world.as('ivan').reads(await executeIt(proposal), 'Carried out');
    expect(versionOf(plant.state().program.code)).toBe('2.0.0');
    await run('transaction/confirm', 'Follow a transaction', {
      signature: plant.state().proposals.at(-1)?.signature ?? '',
    });
    await run('program/verify-upgrade', 'Verify the upgraded program', { proposal });
    await run('program/verify-idl', 'Verify the version of the program', { version: '2.0.0' });

    await run('accounts/discover', 'Find the accounts to migrate');
    const values = { proposal, _reason: 'New layout', _confirmation: 'migration/start' };
    await runApproved({ action: 'migration/start', title: 'Start the migration', values }, 'ben', 'chen');
    const { stdout } = await plant.run(
      'psql',
      '-XAtd',
      'upgrade_manager',
      '-c',
      'select id from migration_jobs',
    );
    await ask('ana', 'migration/watch', { job: stdout.trim() });
    await sees(['Follow the migration', 'Done'], 2 * MINUTE);
    await run('migration/validate', 'Which accounts failed?');
    expect(plant.performed().filter((effect) => effect === 'proposal.execute')).toHaveLength(1);
  });

  it('refuses to propose a buffer that holds something else than what was built', async () => {
    plant.fault('buffer-swapped');
    await runApproved({ action: 'buffer/create', title: 'Create the buffer' }, 'ben');
    plant.fault('buffer-swapped', false);
    const buffer = Object.keys(plant.state().buffers).at(-1) ?? '';
    await ask('ana', 'buffer/check', { buffer });
    await world.as('ivan').sees(['Check a buffer', 'Checksum of the buffer'], ROOM);
  });

  it('executes nothing early unless governance says so, whoever agrees in chat', async () => {
    const proposal = await proposed();
    for (const member of [1, 2, 3, 4, 5]) await plant.sign(member, proposal);
    plant.fault('timelock-waiver');
    await ask('ana', 'emergency/execute-early', {
      proposal,
      notice: 'A bug halts trading',
      _reason: 'Trading is halted',
      _confirmation: 'emergency/execute-early',
    });
    const card = await approve(
      'Execute before the timelock is over',
      'dora',
      'emil',
      'farah',
      'goran',
      'hana',
    );
    await world.as('ivan').reads(card, 'Failed');
    await world.as('ivan').sees(['Execute before the timelock is over', 'Waiver of the timelock'], ROOM);
    expect(plant.state().proposals.at(-1)?.status).toBe('approved');
    expect(await world.as('ivan').all('announcements-upgrade')).toEqual([]);
  });

  it('leaves a log that verifies', async () => {
    expect((await world.verify()).findings).toEqual([]);
  });
});
