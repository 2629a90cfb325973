import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answering } from '../../support/answering.ts';
import { FLYWHEEL, SECRETS } from '../../support/app/flywheel.ts';
import type { FlywheelProcess } from '../../support/app/flywheel-process.ts';
import { openSystemBots, type SystemBots } from '../../support/fault/system-bots.ts';

const TITLE = 'Let the service use the new secret of the webhooks';
const NEW = SECRETS.KEYTURN_SECRET_FLYWHEEL_WEBHOOK;
const FORMER = 'a-former-secret-that-leaked';
const BECAUSE = { _reason: 'the former one has leaked', _confirmation: 'webhook/use-secret' };

describe('the secret of the webhooks is rotated, and Keyturn is killed in the middle', () => {
  let bots: SystemBots<FlywheelProcess>;
  beforeAll(async () => {
    bots = await openSystemBots(FLYWHEEL);
  });
  afterAll(() => bots.close());

  /** Whether the service itself takes a secret. */
  const opens = async (secret: string) => {
    const address = `${bots.plant.service}/webhook/reset-circuit-breaker`;
    const answer = await fetch(address, { method: 'POST', headers: { authorization: `Bearer ${secret}` } });
    return answer.ok;
  };

  /** The service runs with the former secret. */
  beforeEach(async () => {
    const { env } = bots.plant.host;
    const text = readFileSync(env, 'utf8').replace(/^WEBHOOK_SECRET=.*$/m, `WEBHOOK_SECRET=${FORMER}`);
    writeFileSync(env, text);
    await fetch(`${bots.plant.url}/docker/up?force=true`, { method: 'POST' });
    await answering(`${bots.plant.service}/health`);
    expect([await opens(FORMER), await opens(NEW)]).toEqual([true, false]);
  });

  it.each([
    ['before the file with the new one took its place', 'before-rename', 0],
    ['before it wrote down that it had', 'after-rename', 0],
    // It asks the service, writes the file, looks for a mark in two steps; the container is the fifth.
    ['before it wrote down that the container was created anew', 'after-effect#5', 1],
  ] as const)(
    '5.7 %s: the new one counts, by one new container, and the former opens nothing',
    async (_when, point, created) => {
      const before = bots.plant.effects('container.create');
      const dying = await bots.start(point);
      await bots.asks('webhook/use-secret', BECAUSE);
      const request = await bots.card('ben', `Approval needed: ${TITLE}`, '0 of 2');
      await bots.visitor.click('ben', request, 'Approve');
      const voted = bots.visitor.click('chen', request, 'Approve');
      expect(await dying.gone).toBe('SIGKILL');
      expect(bots.plant.effects('container.create') - before).toBe(created);
      await bots.start();
      await voted;
      await bots.card('ana', TITLE, request.id ?? '', 'Done after');
      expect([await opens(FORMER), await opens(NEW)]).toEqual([false, true]);
      expect(bots.plant.effects('container.create') - before).toBe(1);
      // What was to take the place of the file holds the secret as well.
      const beside = readdirSync(bots.plant.host.app).filter((name) => /\.(new|part)$/.test(name));
      expect(beside).toEqual([]);
    },
  );

  it('5.11 and neither of them stands in a message, in the log or in what was printed', async () => {
    const said = await bots.said();
    expect(said).toContain(TITLE);
    for (const secret of [FORMER, NEW]) {
      expect(said).not.toContain(secret);
      expect(said).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });
});
