import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SECURE_WALLET } from '../../../examples/plant/tokenforge/src/chain.ts';
import { startTokenforgeWorld, type TokenforgeWorld } from '../../support/app/tokenforge.ts';

const INCIDENTS = 'incident-response';
const EXPLORER = 'https://explorer.example.com/tx/1';
const TWO = ['ben', 'chen'];

describe('a security breach at TokenForge', () => {
  let world: TokenforgeWorld;
  beforeAll(async () => {
    world = await startTokenforgeWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  it('5.5 pauses the contracts by one person at once, and believes the contract alone', async () => {
    await world.brokenGlass('contracts/pause', 'Pause the contracts');
    const run = await world.confirms('chen', 'Pause the contracts', 'Sign pause() of the contract', EXPLORER);
    const waiting = await world.as('ivan').reads(run, 'not yet');
    expect(waiting.text).not.toContain('The contract itself says that it is paused');
    await world.plant.byHand('pause-contract');
    world.app.advance(6_000);
    await world.as('ivan').reads(run, 'The contract itself says that it is paused');
    await world.app.as('ivan').sees('The contract that collects the fees is paused', INCIDENTS);
  });

  it('calls whoever broke the glass to do it and those with the wallet to confirm it, and gives no form to the one', async () => {
    await world.brokenGlass('contracts/pause', 'Pause the contracts');
    const card = await world
      .as('ivan')
      .sees(['Ana Ruiz: do it now, or have it done', 'Sign pause() of the contract']);
    const call = await world.app.until('the members are called', async () =>
      (await world.as('ivan').thread(card)).find(({ pinged }) => pinged.length > 0),
    );
    for (const called of ['ana', 'chen', 'dora', 'emil', 'farah', 'goran', 'hana'])
      expect(call.pinged).toContain(called);
    expect(call.pinged).not.toContain('ivan');
    expect(call.text).toContain('confirm on its card that Ana Ruiz did it, or had it done');
    await world.as('ana').click(card, 'Done');
    await world.as('ana').sees(['Your answer was not taken', 'Somebody else than the requester']);
  });

  it('says that the contract is not paused when it never says so itself', async () => {
    await world.brokenGlass('contracts/pause', 'Pause the contracts');
    const run = await world.confirms('chen', 'Pause the contracts', 'Sign pause() of the contract', EXPLORER);
    await world.as('ivan').reads(run, 'not yet');
    world.app.advance(16 * 60_000);
    await world.app.as('ivan').sees('The contract is NOT known to be paused', INCIDENTS);
  });

  it('closes public access, and looks from outside whether it is', async () => {
    await world.brokenGlass('access/close', 'Close public access to the API');
    await world.app.as('ivan').sees('Public access to the API is closed', INCIDENTS);
    expect((await fetch(`${world.plant.url}/api/tokens`)).status).toBe(403);
    await world.carriedOut('access/open', 'Open public access to the API', {
      form: { _reason: 'the breach is over', _confirmation: 'access/open' },
      approvers: TWO,
    });
    expect((await fetch(`${world.plant.url}/api/tokens`)).status).toBe(200);
  });

  it('turns emergency mode on by one person, and off only by two', async () => {
    await world.brokenGlass('emergency-mode/enable', 'Enable emergency mode');
    await world.app.as('ivan').sees('Emergency mode is on.', INCIDENTS);
    expect((await fetch(`${world.plant.url}/api/tokens`)).status).toBe(503);
    await world.carriedOut('emergency-mode/disable', 'Disable emergency mode', {
      form: { _reason: 'the breach is over', _confirmation: 'emergency-mode/disable' },
      approvers: TWO,
    });
    expect((await fetch(`${world.plant.url}/api/tokens`)).status).toBe(200);
  });

  it('calls the security team and waits for nobody, and cuts off and revokes by one person what another one has seen to be gone', async () => {
    await world.ran('breach/alert-team', 'Alert the security team');
    await world.app.as('ivan').sees('A security breach is suspected at TokenForge', INCIDENTS);
    await world.as('ana').command('/ops run', { action: 'tokenforge:breach/answered' });
    await world.confirms(
      'chen',
      'Somebody of the security team has answered',
      'Write to security@tokenforge.com',
      'Hana',
    );
    const cut = { what: 'Host ci-2' };
    await world.brokenGlass('breach/isolate', 'Isolate what is affected', { form: cut });
    for (const question of ['Cut what is affected off', 'Try to reach it from outside'])
      await world.confirms('ben', 'Isolate what is affected', question, 'firewall rule 12');
    const revoked = { credential: 'Deploy key of the CI' };
    await world.brokenGlass('breach/revoke', 'Revoke a compromised credential', { form: revoked });
    for (const question of ['Revoke the credential where it was issued', 'Was the old credential tried'])
      await world.confirms('ben', 'Revoke a compromised credential', question, 'refused with 401');
    for (const title of ['Isolate what is affected', 'Revoke a compromised credential'])
      await world.after([title, 'Done after']);
  });

  it('is never green by a flag that changes nothing', async () => {
    world.plant.fault('flags-ignored');
    await world.brokenGlass('emergency-mode/enable', 'Enable emergency mode');
    await world.as('ivan').sees(['Enable emergency mode', 'not yet']);
    world.app.advance(3 * 60_000);
    await world.app.as('ivan').sees('Emergency mode is NOT known to be on', INCIDENTS);
  });

  it('tells the public only what somebody else released, word for word', async () => {
    const words = 'TokenForge is paused while we look into an incident.';
    await world.as('ana').command('/ops run', { action: 'tokenforge:emergency/broadcast' });
    await world.as('ana').submit({ text: words, _reason: 'users must know' });
    const card = await world.as('ivan').sees('Approval needed: Broadcast the emergency');
    expect(card.text).toContain(words);
    expect(world.plant.state().posts).toEqual([]);
    await world.as('chen').click(card, 'Approve');
    await world.confirms('ben', 'Broadcast the emergency', 'Did you get the message yourself?', '');
    await world.comesTo(card, 'Carried out');
    expect(world.plant.state().posts).toMatchObject([{ where: 'broadcast', text: words }]);
  });

  const MOVE = 'Move the funds to the secure wallet';
  const VERIFY = 'Verify the secure wallet';

  async function moveIsAsked(): Promise<void> {
    await world.as('ana').command('/ops run', { action: 'tokenforge:secure-wallet/verify' });
    await world.confirms('dora', VERIFY, 'Open the wallet', 'the device');
    await world.confirms('chen', VERIFY, 'Have the wallet shown', 'the device');
    await world.after([VERIFY, 'Done after']);
    await world.approved('funds/move', MOVE, {
      form: { verified: SECURE_WALLET, _reason: 'funds leave the contract', _confirmation: 'funds/move' },
      approvers: TWO,
    });
  }

  it('moves no funds as long as nobody has verified the secure wallet', async () => {
    await world.as('ana').command('/ops run', { action: 'tokenforge:funds/move' });
    const refusal = await world.as('ana').sees(`${MOVE} was not started.`);
    expect(refusal.text).toContain('Run tokenforge:secure-wallet/verify first');
  });

  it('moves no funds itself, and looks at the balances that the members moved', async () => {
    world.plant.fault('funds-at-risk');
    await moveIsAsked();
    await world.as('ivan').sees([MOVE, SECURE_WALLET, 'Needs an answer: Sign the transfer']);
    expect(world.plant.state().balances.secure).toBe('0');
    await world.plant.byHand('move-funds');
    await world.confirms('dora', MOVE, 'Sign the transfer', EXPLORER);
    await world.confirms('chen', MOVE, 'Look at', EXPLORER);
    await world.after([MOVE, 'Done after']);
    await world.app.as('ivan').sees('The funds are in the secure wallet. Signed by', INCIDENTS);
  });

  it('says that nothing is proved when the funds left the contract for another wallet', async () => {
    await moveIsAsked();
    await world.as('ivan').sees([MOVE, 'Needs an answer: Sign the transfer']);
    await world.plant.byHand('move-funds', { to: 'a stranger' });
    await world.confirms('dora', MOVE, 'Sign the transfer', EXPLORER);
    await world.app.as('ivan').sees('It is NOT proved that the funds are in the secure wallet', INCIDENTS);
  });
});
