import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UPGRADE } from '../../support/app/upgrade.ts';
import type { UpgradePlant } from '../../support/app/upgrade-process.ts';
import { openSystemBots, type SystemBots } from '../../support/fault/system-bots.ts';

describe('Keyturn is killed in the middle of an outage of the upgrade system', () => {
  let bots: SystemBots<UpgradePlant>;
  beforeAll(async () => {
    bots = await openSystemBots(UPGRADE);
  });
  afterAll(() => bots.close());

  const restarts = () => bots.plant.performed().filter((effect) => effect === 'unit.restart').length;

  it.each(['during-effect', 'after-effect'] as const)(
    '5.7 the service is restarted once, and seen to answer, though it died %s',
    async (point) => {
      const before = restarts();
      const title = 'Restart the service';
      const dying = await bots.start(point);
      await bots.visitor.command('ana', 'ops run', { action: 'upgrade:service/restart' });
      const request = await bots.card('ben', `Approval needed: ${title}`, '0 of 1');
      const voted = bots.visitor.click('ben', request, 'Approve');
      expect(await dying.gone).toBe('SIGKILL');
      await bots.start();
      await voted;
      await bots.card('ana', title, 'Done after');
      expect(restarts() - before).toBe(1);
    },
  );
});
