import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scripts } from '../../../examples/plant/twist/src/script.ts';
import { PLANT_FOLDER, type TemporaryPlant, temporaryPlant } from './temporary-plant.ts';

const names = globSync('*/*.sh', { cwd: join(PLANT_FOLDER, 'scripts') }).map((path) => path.slice(0, -3));

let twist: TemporaryPlant;
beforeAll(() => {
  twist = temporaryPlant();
});
afterAll(() => twist.remove());

describe("the plant's scripts", () => {
  it('are exactly those that the sources define, and can be executed', async () => {
    const defined: string[] = [];
    for (const file of globSync('*.ts', { cwd: join(PLANT_FOLDER, 'src/scripts') })) {
      const { scripts } = (await import(join(PLANT_FOLDER, 'src/scripts', file))) as { scripts: Scripts };
      defined.push(...Object.keys(scripts).map((name) => `${file.slice(0, -3)}/${name}`));
    }
    const elsewhere = [
      'systemd/systemctl',
      'systemd/journalctl',
      'decay-bot/execute-decay',
      'toolchain/anchor',
    ];
    expect([...names, ...elsewhere].sort()).toEqual(defined.sort());
    for (const name of names) {
      expect(statSync(join(PLANT_FOLDER, `scripts/${name}.sh`)).mode & 0o111, name).toBe(0o111);
    }
  });

  it('refuse an unknown argument with their usage, and do nothing', async () => {
    for (const name of names) {
      const refused = await twist.run(name, '--no-such-flag');
      expect(refused.code, name).toBe(64);
      expect(refused.stderr, name).toContain('usage: ');
    }
    expect(twist.plant.effects()).toEqual([]);
  });

  it('read a healthy plant within the bands of the runbook', async () => {
    const read = async (name: string) => JSON.parse((await twist.run(name)).stdout);
    const economic = await read('health/economic-check');
    expect(economic.price_ratio).toBeGreaterThan(0.97);
    expect(economic.price_vs_floor_deviation_pct).toBeLessThan(3);
    expect(economic.daily_volume_usd).toBeGreaterThan(500_000);
    expect(economic.decay_age_hours).toBeLessThan(25);
    expect(economic.treasury_floor_ratio_pct).toBeGreaterThan(80);
    const oracles = await read('health/oracle-check');
    expect(oracles).toMatchObject({ oracles_reporting: 3, oracles_expected: 3 });
    expect(oracles.oracle_update_age_s).toBeLessThan(30);
    const liquidity = await read('health/liquidity-check');
    expect(liquidity.tvl_usd).toBeGreaterThan(1_000_000);
    expect(liquidity.price_impact_10k_pct).toBeLessThan(1);
  });

  it('say so when no state folder is named', async () => {
    const nowhere = await twist.run(
      'sudo',
      'env',
      '-u',
      'TWIST_PLANT_STATE',
      'systemctl',
      'is-active',
      'twist-decay',
    );
    expect(nowhere.code).toBe(78);
    expect(nowhere.stderr).toContain('TWIST_PLANT_STATE is not set');
  });
});
