import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKUP_WALLET, TRADING_WALLET } from '../../../examples/plant/quant/src/addresses.ts';
import { type QuantWorld, startQuantWorld } from '../../support/app/quant.ts';

const NEW_WALLET = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359';
const TWO = ['ben', 'chen'];

/** The whole response to a compromised key, in the order of the document, by the people whom it needs. */
describe('a compromised key', () => {
  let world: QuantWorld;
  beforeAll(async () => {
    world = await startQuantWorld();
  });
  afterAll(() => world.close());

  const state = () => world.plant.state();

  it('needs the backup wallet that two people had verified before', async () => {
    await world.as('ana').command('/quant verify-backup-wallet');
    await world.confirms('emil', 'Verify the backup wallet', BACKUP_WALLET);
    await world.confirms('chen', 'Verify the backup wallet', 'Open the vault yourself');
    await world.after(['Verify the backup wallet', 'Done after']);
  });

  it('stops everything first', async () => {
    world.plant.fault('theft');
    await world.brokenGlass('emergency/shutdown', 'Emergency shutdown', {
      form: {
        cause: 'System compromise',
        details: 'Key compromise',
        _reason: 'somebody signs with our key',
        _confirmation: 'emergency/shutdown',
      },
    });
    await world.after(['Emergency shutdown', 'Done after']);
    expect(Object.values(state().units).some(({ active }) => active)).toBe(false);
  });

  it('moves what is left to the backup wallet', async () => {
    const TITLE = 'Transfer all funds to the backup wallet';
    await world.approved('funds/transfer', TITLE, {
      form: { verified: BACKUP_WALLET, _reason: 'key compromise', _confirmation: 'funds/transfer' },
      approvers: ['chen', 'emil'],
    });
    await world.as('farah').sees([TITLE, 'Sign the transfer']);
    world.plant.empty(TRADING_WALLET, BACKUP_WALLET);
    await world.confirms('farah', TITLE, 'Sign the transfer', '0xabc');
    await world.confirms('chen', TITLE, 'no token left');
    await world.after([TITLE, 'Done after']);
    expect(state().balances[TRADING_WALLET]).toBe('0');
  });

  it('takes back what the key may do, with a second look', async () => {
    await world.approved('key/revoke', 'Revoke the compromised key', {
      form: { _reason: 'key compromise', _confirmation: 'key/revoke' },
      approvers: TWO,
    });
    await world.confirms('emil', 'Revoke the compromised key', 'Revoke every role', 'roles 1 to 4');
    await world.confirms('farah', 'Revoke the compromised key', 'Is none left for the compromised key?');
    await world.after(['Revoke the compromised key', 'Done after']);
  });

  it('makes the new key where it will live, and shows its address alone', async () => {
    await world.approved('key/register', 'Register a new key', { approvers: ['ben'] });
    await world.answers('emil', 'Register a new key', 'Never the key', {
      address: NEW_WALLET,
      place: 'vault',
    });
    await world.confirms('chen', 'Register a new key', 'Does it show the address');
    await world.after([
      `New address of the trading wallet: “${NEW_WALLET}”`,
      'Given by “emil”',
      'compared by “chen”',
    ]);
  });

  it('calls the security lead until they have taken over', async () => {
    await world.as('ana').command('/ops run', { action: 'quant:security/notify' });
    await world.as('ana').submit({ what: 'The key of the trading wallet is known to somebody' });
    await world.after(['Security lead:', 'The key of the trading wallet is known'], {
      channel: 'incident-response',
    });
    const card = await world.as('chen').sees(['Notify the security team', 'Have you taken over?']);
    await world.as('chen').click(card, 'Done');
    await world.as('ivan').reads(card, 'Done after');
  });

  it('is over when the trader trades again, first with a share and then with all', async () => {
    await world.approved('services/start', 'Start the services again', {
      form: { _reason: 'new key in place', _confirmation: 'services/start' },
      approvers: TWO,
    });
    await world.after(['Start the services again', 'Done after']);
    for (const share of ['10', '100']) {
      await world.approved('trading/resume', 'Resume trading', {
        form: { share, _reason: 'gradually', _confirmation: 'trading/resume' },
        approvers: TWO,
      });
      await world.after(['Resume trading', 'Done after', `share: ${share}`]);
      await world.after([`The trader trades again, with ${share}% of its usual size`]);
      expect(state().trader.sizePercent).toBe(Number(share));
    }
    expect(state().trader.shutdown).toBe(false);
  });
});
