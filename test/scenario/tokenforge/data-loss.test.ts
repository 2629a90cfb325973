import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTokenforgeWorld, type TokenforgeWorld } from '../../support/app/tokenforge.ts';

const MINUTE = 60_000;
const RESTORE = 'Have the database restored to a point in time';

describe('data of TokenForge are lost', () => {
  let world: TokenforgeWorld;
  let lost = '';
  let good = '';
  beforeAll(async () => {
    world = await startTokenforgeWorld();
    const now = world.app.clock.now().getTime();
    const ago = (minutes: number) => `${new Date(now - minutes * MINUTE).toISOString().slice(0, 19)}Z`;
    [lost, good] = [ago(20), ago(60)];
    world.plant.fault('data-loss');
  });
  afterAll(() => world.close());

  it('stops all writes first, by one person', async () => {
    await world.brokenGlass('writes/stop', 'Stop all writes');
    await world.app.as('ivan').sees('All writes are stopped', 'incident-response');
    expect((await fetch(`${world.plant.url}/api/tokens`, { method: 'POST' })).status).toBe(503);
  });

  it('has the damage assessed, and the database restored only after that, by two people', async () => {
    await world.as('ana').command('/ops run', { action: 'tokenforge:database/restore' });
    await world.as('ana').sees(`${RESTORE} was not started.`);
    await world.as('ana').command('/ops run', { action: 'tokenforge:data/assess' });
    const assess = await world.as('ivan').sees(['Assess the damage', 'Needs an answer']);
    await world.as('ana').click(assess, 'Answer…');
    await world.as('ana').submit({ what: 'Half of the tokens', lost, good });
    await world.as('ivan').reads(assess, 'Done after');
  });

  it('records that more than fifteen minutes are lost, and restores all the same', async () => {
    const form = { lost, to: good, _reason: 'a migration deleted tokens', _confirmation: 'database/restore' };
    const card = await world.approved('database/restore', RESTORE, {
      form,
      approvers: ['ben', 'chen'],
    });
    const evidence = 'Ticket 4711';
    const asked = await world.confirms('ben', RESTORE, 'Write to support@convex.dev', evidence);
    expect(asked.text).toMatch(/Time that is lost \| 40/);
    await world.app.as('ivan').sees('A restore was asked for: “Ticket 4711”', 'incident-response');
    await world.plant.byHand('request-restore', { to: good });
    await world.confirms('ben', RESTORE, 'Does the ticket say that the restore is done?', evidence);
    await world.comesTo(card, 'Carried out');
    expect(world.plant.state().tables.tokens).toBe(4_812);
    const told = await world.app
      .as('ivan')
      .sees('The support says that the restore is done', 'incident-response');
    expect(told.text).toMatch(/Rows before:.*2406.*Rows now:.*4812/s);
  });

  it('allows writes again only once the data are verified', async () => {
    const asked = {
      form: { _reason: 'all is back', _confirmation: 'writes/allow' },
      approvers: ['ben', 'chen'],
    };
    await world.as('ana').command('/ops run', { action: 'tokenforge:writes/allow' });
    await world.as('ana').sees('Allow writes again was not started.');
    await world.as('ana').command('/tokenforge verify-data');
    // What only reads is shown to whoever asked alone, until it asks somebody.
    const verify = await world.as('ivan').sees(['Verify the data', 'Needs an answer']);
    await world.as('ana').reads(verify, '4812');
    await world.as('ana').click(verify, 'Done');
    await world.as('ana').submit({ evidence: 'Five rows of each table compared' });
    await world.as('ivan').reads(verify, 'Done after');
    await world.carriedOut('writes/allow', 'Allow writes again', asked);
    expect((await fetch(`${world.plant.url}/api/tokens`, { method: 'POST' })).status).toBe(201);
  });
});
