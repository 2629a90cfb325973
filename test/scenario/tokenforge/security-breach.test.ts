import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
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
    await world.glassBroken('contracts/pause', 'Pause the contracts');
    const run = await world.answered('Pause the contracts', 'Sign pause() of the contract', {
      by: 'chen',
      evidence: EXPLORER,
    });
    const waiting = await world.as('ivan').reads(run, 'not yet');
    expect(waiting.text).not.toContain('The contract itself says that it is paused');
    await world.plant.byHand('pause-contract');
    world.app.advance(6_000);
    await world.as('ivan').reads(run, 'The contract itself says that it is paused');
    await world.app.as('ivan').sees('The contract that collects the fees is paused', INCIDENTS);
  });

  it('says that the contract is not paused when it never says so itself', async () => {
    await world.glassBroken('contracts/pause', 'Pause the contracts');
    const run = await world.answered('Pause the contracts', 'Sign pause() of the contract', {
      by: 'chen',
      evidence: EXPLORER,
    });
    await world.as('ivan').reads(run, 'not yet');
    world.app.advance(16 * 60_000);
    await world.app.as('ivan').sees('The contract is NOT known to be paused', INCIDENTS);
  });

  it('closes public access, and looks from outside whether it is', async () => {
    await world.glassBroken('access/close', 'Close public access to the API');
    await world.app.as('ivan').sees('Public access to the API is closed', INCIDENTS);
    expect((await fetch(`${world.plant.url}/api/tokens`)).status).toBe(403);
    await world.carriedOut('access/open', 'Open public access to the API', {
      form: { _reason: 'the breach is over', _confirmation: 'access/open' },
      approvers: TWO,
    });
    expect((await fetch(`${world.plant.url}/api/tokens`)).status).toBe(200);
  });

  it('turns emergency mode on by one person, and off only by two', async () => {
    await world.glassBroken('emergency-mode/enable', 'Enable emergency mode');
    await world.app.as('ivan').sees('Emergency mode is on.', INCIDENTS);
    expect((await fetch(`${world.plant.url}/api/tokens`)).status).toBe(503);
    await world.carriedOut('emergency-mode/disable', 'Disable emergency mode', {
      form: { _reason: 'the breach is over', _confirmation: 'emergency-mode/disable' },
      approvers: TWO,
    });
    expect((await fetch(`${world.plant.url}/api/tokens`)).status).toBe(200);
  });

  it('calls the security team, and cuts off and revokes by one person what another one has seen to be gone', async () => {
    await world.as('ana').command('/ops run', { action: 'tokenforge:breach/alert-team' });
    await world.app.as('ivan').sees('A security breach is suspected at TokenForge', INCIDENTS);
    await world.answered('Alert the security team', 'Write to security@tokenforge.com', {
      by: 'chen',
      evidence: 'Hana',
    });
    const cut = { what: 'Host ci-2' };
    await world.glassBroken('breach/isolate', 'Isolate what is affected', cut);
    for (const question of ['Cut what is affected off', 'Try to reach it from outside'])
      await world.answered('Isolate what is affected', question, { by: 'ben', evidence: 'firewall rule 12' });
    const revoked = { credential: 'Deploy key of the CI' };
    await world.glassBroken('breach/revoke', 'Revoke a compromised credential', revoked);
    for (const question of ['Revoke the credential where it was issued', 'Was the old credential tried'])
      await world.answered('Revoke a compromised credential', question, {
        by: 'ben',
        evidence: 'refused with 401',
      });
    for (const title of ['Isolate what is affected', 'Revoke a compromised credential'])
      await world.as('ivan').sees([title, 'Done after']);
  });

  it('is never green by a flag that changes nothing', async () => {
    world.plant.fault('flags-ignored');
    await world.glassBroken('emergency-mode/enable', 'Enable emergency mode');
    await world.as('ivan').sees(['Enable emergency mode', 'not yet']);
    world.app.advance(3 * 60_000);
    await world.app.as('ivan').sees('Emergency mode is NOT on', INCIDENTS);
  });

  it('tells the public only what somebody else released, word for word', async () => {
    const words = 'TokenForge is paused while we look into an incident.';
    await world.as('ana').command('/ops run', { action: 'tokenforge:emergency/broadcast' });
    await world.as('ana').submit({ text: words, _reason: 'users must know' });
    const card = await world.as('ivan').sees('Approval needed: Broadcast the emergency');
    expect(card.text).toContain(words);
    expect(world.plant.state().posts).toEqual([]);
    await world.as('chen').click(card, 'Approve');
    await world.answered('Broadcast the emergency', 'Did you get the message yourself?', { by: 'ben' });
    await world.as('ivan').reads(card, 'Carried out');
    expect(world.plant.state().posts).toMatchObject([{ where: 'broadcast', text: words }]);
  });

  it('moves no funds itself, and looks at the balances that the members moved', async () => {
    world.plant.fault('funds-at-risk');
    await world.approved('funds/move', 'Move the funds to the secure wallet', {
      form: { _reason: 'funds leave the contract', _confirmation: 'funds/move' },
      approvers: TWO,
    });
    for (const question of ['Compare the address in the wallet', 'Sign the transfer'])
      await world.answered('Move the funds to the secure wallet', question, {
        by: 'dora',
        evidence: EXPLORER,
      });
    expect(world.plant.state().balances.secure).toBe('0');
    await world.plant.byHand('move-funds');
    world.app.advance(15_000);
    await world.as('ivan').sees(['Move the funds to the secure wallet', 'Done after']);
  });
});
