import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTokenforgeWorld, type TokenforgeWorld } from '../../support/app/tokenforge.ts';

describe('the website of TokenForge is down', () => {
  let world: TokenforgeWorld;
  beforeAll(async () => {
    world = await startTokenforgeWorld();
  });
  afterEach(() => world.calm());
  afterAll(() => world.close());

  const rollbacks = () => world.plant.effects('site.rollback');

  it('by a broken release: it goes back to the one before, once the three other causes are ruled out', async () => {
    world.plant.fault('site-down');
    await world.ran('health/site', 'Website responsive', { ended: 'Failed after' });
    const releases = await world.ran('site/releases', 'Releases of the website');
    expect(releases.text).toContain('https://dpl-forge43.vercel.app (answers now)');
    expect(releases.text).toContain('https://dpl-forge42.vercel.app');
    await world.as('ana').command('/tokenforge rollback');
    await world.as('ana').sees('Roll the website back was not started.');
    await world.ran('site/triage', 'Why the website is down', { ended: 'The release may be what is broken' });
    await world.carriedOut('site/rollback', 'Roll the website back', {
      form: { release: 'https://dpl-forge42.vercel.app' },
    });
    expect(world.plant.state().production).toEqual({ id: 'dpl_forge42', rollback: 'done' });
    await world.ran('health/site', 'Website responsive');
  });

  it('by an outage of Vercel, by DNS or by the certificate: nobody is let to hide that behind a rollback', async () => {
    const before = rollbacks();
    for (const [fault, sign] of [
      ['vercel-outage', 'Outage'],
      ['wrong-dns', 'Address'],
    ] as const) {
      world.plant.fault(fault);
      await world.ran('site/triage', 'Why the website is down', {
        ended: ['A rollback would only hide that', `✗ | ${sign}`],
      });
      world.plant.fault(fault, false);
    }
    await world.as('ana').command('/tokenforge rollback');
    await world.as('ana').sees('Roll the website back was not started.');
    expect(rollbacks()).toBe(before);
  });

  it('soon, by a certificate that ends: said before it happens', async () => {
    world.plant.fault('certificate-ends');
    const card = await world.ran('site/certificate', 'Certificate of the website');
    expect(card.text).toMatch(/Days left, early warning \| [45]/);
  });

  it('by a certificate that is not its own, however long that lasts', async () => {
    world.plant.fault('foreign-certificate');
    await world.ran('site/certificate', 'Certificate of the website', { ended: 'Failed after' });
    await world.ran('site/triage', 'Why the website is down', { ended: 'A rollback would only hide' });
  });

  it('5.7 and a rollback that does not end is told as what it is', async () => {
    world.plant.fault('site-down');
    await world.ran('site/triage', 'Why the website is down', { ended: 'The release may be what is broken' });
    world.plant.fault('rollback-stuck');
    const card = await world.approved('site/rollback', 'Roll the website back', {
      form: { release: 'https://dpl-forge42.vercel.app' },
    });
    await world.comesTo(card, 'it failed');
    const told = await world.app
      .as('ivan')
      .sees('The rollback of the website is not done', 'incident-response');
    expect(told.text).toContain('failed');
  });
});
