import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeFlywheel, SECRETS } from '../../support/app/flywheel.ts';
import { type FlywheelProcess, startFlywheel } from '../../support/app/flywheel-process.ts';
import { openSystemBots, type SystemBots } from '../../support/fault/system-bots.ts';

const FUND = 'Fund the new wallet for gas';
const because = (action: string) => ({
  _reason: 'somebody else uses the key of the executor',
  _confirmation: action,
});

describe('the executor is compromised, and Keyturn is killed in the middle', () => {
  let bots: SystemBots<FlywheelProcess>;
  beforeAll(async () => {
    bots = await openSystemBots({
      system: 'flywheel',
      startPlant: (folder) => startFlywheel(folder, 0),
      secrets: () => SECRETS,
      place: placeFlywheel,
    });
    bots.plant.fault('compromise');
  });
  afterAll(() => bots.close());

  it('5.7 while it stops the service: it is stopped, nothing starts it again, and everybody is told once', async () => {
    // The mark is the first effect, the stop the second.
    const dying = await bots.start('after-effect#2');
    const title = 'Stop the service at once';
    const broken = bots.breaksGlass('emergency/stop', title, because('emergency/stop'));
    expect(await dying.gone).toBe('SIGKILL');
    await bots.start();
    await broken;
    await bots.card('ana', title, 'Done after', 'Nothing is spent any more');
    expect(bots.plant.state().service.status).not.toBe('running');
    expect(bots.plant.effects('container.stop')).toBe(1);
    const told = (await bots.visitor.cards('ivan')).filter(({ text }) =>
      text.includes('The flywheel is stopped by'),
    );
    expect(told).toHaveLength(1);
  });

  it('5.7 while it sends funds: they are sent once, and a human says what came of it', async () => {
    async function approved(title: string): Promise<void> {
      for (const who of ['ben', 'chen'])
        await bots.visitor.click(who, await bots.card(who, `Approval needed: ${title}`), 'Approve');
    }
    const generate = 'Generate a new key for the executor';
    await bots.asks('executor/generate', { name: 'executor-new', ...because('executor/generate') });
    await approved(generate);
    const made = await bots.card('ana', generate, 'Done after');
    const to = /[1-9A-HJ-NP-Za-km-z]{43,44}/.exec(made.text)?.[0] ?? '';
    // The look at the new key is the first effect, the transfer the second.
    const dying = await bots.start('after-effect#2');
    const asked = bots.asks('executor/fund', {
      ...{ to, amount: '0.1', new: 'executor-new', old: 'executor-old' },
      ...because('executor/fund'),
    });
    await asked;
    const voted = approved(FUND);
    expect(await dying.gone).toBe('SIGKILL');
    await bots.start();
    await voted;
    const doubtful = await bots.card('ben', FUND, 'It was done');
    expect(bots.plant.effects('sol.transfer')).toBe(1);
    const form = await bots.visitor.click('ben', doubtful, 'It was done');
    if (form === undefined) throw new Error(`no form opened on:\n${doubtful.text}`);
    await bots.visitor.submit('ben', form, { reason: 'its balance says so' });
    await bots.card('ana', FUND, 'Done');
    expect(bots.plant.effects('sol.transfer')).toBe(1);
  });
});
