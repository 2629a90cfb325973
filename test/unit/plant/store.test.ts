import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TemporaryPlant, temporaryPlant } from './temporary-plant.ts';

let twist: TemporaryPlant;
beforeEach(() => {
  twist = temporaryPlant();
});
afterEach(() => twist.remove());

/** Numbers of the effects as logged; without gaps they are 1, 2, 3, ... */
const numbers = () => twist.plant.effects().map(({ seq }) => seq);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("the plant's state", () => {
  it('loses nothing when many scripts write at once', async () => {
    const users = Array.from({ length: 12 }, (_, index) => `user${index}@twist.io`);
    await Promise.all(
      users.map((user) => twist.run('security/grant-access', '--user', user, '--role', 'viewer')),
    );
    const known = twist.plant.read().users.map(({ user }) => user);
    expect(known).toEqual(expect.arrayContaining(users));
    expect(numbers()).toEqual(upTo(12));
  });

  it('and its effect log agree after scripts were killed at any moment', async () => {
    for (let round = 0; round < 20; round += 1) {
      const child = twist.start('alerts/security-breach');
      await sleep(30 + round * 4);
      child.kill('SIGKILL');
    }
    await sleep(50);
    const { effectCount } = twist.plant.read();
    expect(numbers()).toEqual(upTo(effectCount));
  });

  it('completes the effect log when the writer died between the state and the log', async () => {
    await twist.run('alerts/security-breach');
    await twist.run('alerts/liquidity-crisis');
    const log = join(twist.plant.folder, 'effects.jsonl');
    const [first] = readFileSync(log, 'utf8').split('\n');
    writeFileSync(log, `${first}\n`);
    twist.plant.read();
    expect(numbers()).toEqual([1, 2]);
  });

  it('is unchanged by work that throws', () => {
    expect(() =>
      twist.plant.change((state, { effect }) => {
        state.operations.paused = true;
        effect('operations.pause');
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(twist.plant.read().operations.paused).toBe(false);
    expect(twist.plant.effects()).toEqual([]);
  });

  it('leaves one line for each effect of a proposal, however often it is proposed', async () => {
    const buffer = '8x7Hf2kQwTzVb3mNcPdRsUyXaLgEjK9o5M6n1B2v3C4d';
    const status = () => twist.run('multisig/proposal-status', '--buffer', buffer);
    expect((await status()).code).toBe(1);
    for (let time = 0; time < 2; time += 1) {
      const argv = ['--program', 'twist-token', '--buffer', buffer, '--description', '$(id) "Fix X"; Add Y'];
      expect((await twist.run('multisig/propose-upgrade', ...argv)).code).toBe(0);
    }
    expect((await status()).code).toBe(0);
    expect(twist.count('proposal.create')).toBe(1);
  });
});
