import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKUP_WALLET, STRANGER, TRADING_WALLET } from '../../../examples/plant/quant/src/addresses.ts';
import { idOn } from '../../support/app/person.ts';
import { type QuantWorld, startQuantWorld } from '../../support/app/quant.ts';

const FIVE_MINUTES = 5 * 60_000;
const TITLE = 'Transfer all funds to the backup wallet';
const FORM = {
  verified: BACKUP_WALLET,
  _reason: 'the key of the trading wallet is known',
  _confirmation: 'funds/transfer',
};

describe('an emergency move of funds with no secret in chat', () => {
  let world: QuantWorld;
  beforeAll(async () => {
    world = await startQuantWorld();
    world.plant.fault('theft');
  });
  afterAll(() => world.close());

  async function asksForTheTransfer(form: typeof FORM = FORM): Promise<void> {
    await world.approved('funds/transfer', TITLE, { form, approvers: ['chen', 'emil'] });
  }

  it('is refused as long as nobody has verified the registered backup wallet', async () => {
    await world.as('ana').command('/quant transfer-funds');
    const refusal = await world.as('ana').sees(`${TITLE} was not started.`);
    expect(refusal.text).toContain('Run quant:backup-wallet/verify first');
  });

  it('takes the address from the settings, as two people verified it, and no other', async () => {
    await world.as('ana').command('/quant verify-backup-wallet');
    await world.confirms('emil', 'Verify the backup wallet', BACKUP_WALLET);
    await world.confirms('chen', 'Verify the backup wallet', 'Whoever asked for this may not answer');
    await world.after(['Verify the backup wallet', 'Done after']);

    await world.as('ana').command('/quant transfer-funds');
    const { fields } = await world.as('ana').form();
    expect(fields.map(({ name }) => name)).toEqual(['verified', '_reason', '_confirmation']);
    expect(fields[0]).toMatchObject({ value: BACKUP_WALLET });
    await asksForTheTransfer({ ...FORM, verified: STRANGER });
    await world.after([TITLE, 'Failed after']);
    const said = (await world.as('ivan').all()).map(({ text }) => text).join('\n');
    expect(said).not.toContain('Needs an answer: Sign the transfer');
  });

  it('is not done when the funds went somewhere else than to the backup wallet', async () => {
    await asksForTheTransfer();
    const before = world.plant.state().balances;
    world.plant.empty(TRADING_WALLET, STRANGER);
    const run = await world.confirms('farah', TITLE, 'Sign the transfer');
    await world.after([TITLE, 'Failed after', idOn(run)], { leapMs: FIVE_MINUTES });
    const notProved = 'It is NOT proved that the funds are in the backup wallet. Signing: “succeeded”';
    await world.after(notProved, { channel: 'incident-response' });
    world.plant.empty(STRANGER, TRADING_WALLET);
    expect(world.plant.state().balances[BACKUP_WALLET]).toBe(before[BACKUP_WALLET]);
  });

  it('is done when the chain says that the old wallet is empty and the backup wallet rose', async () => {
    await asksForTheTransfer();
    const card = await world.as('farah').sees([TITLE, 'Sign the transfer']);
    expect(card.text).toContain(BACKUP_WALLET);
    world.plant.empty(TRADING_WALLET, BACKUP_WALLET);
    await world.confirms('farah', TITLE, 'Sign the transfer');
    await world.confirms('chen', TITLE, 'no token left');
    await world.after([TITLE, 'Done after']);
    await world.after(['The funds are in the backup wallet, as the chain says'], {
      channel: 'incident-response',
    });
  });
});
