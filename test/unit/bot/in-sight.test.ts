import { describe, expect, it } from 'vitest';
import { botWorldOfFile } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

const LONG = `${'x'.repeat(3_000)} and then the end`;

const world = await botWorldOfFile();

describe('what is approved is in sight', () => {
  async function ask(target: string) {
    await world.command('ana', 'demo reset', { target });
    return world.find('ben', 'Approval needed', 'demo');
  }

  it('keeps the command, the target and who must approve on the card, however long a value is', async () => {
    const card = await ask(LONG);
    expect(card.text).toContain('/bin/reset');
    expect(card.text).toContain('and then the end');
    expect(card.text).toContain('0 of 1 approval from sre');
    expect(card.text).toContain('lead can veto it');
  });

  it('lets nobody approve what was shortened before they were given all of it', async () => {
    const card = await ask(LONG);
    expect(card.controls.map(({ label }) => label)).not.toContain('Approve');
    await world.click('ben', card, 'Read it whole first');
    expect(world.started).toEqual([]);
    const whole = await world.find('ben', 'Details: Reset the breaker', 'demo');
    expect(whole.quiet).toBe(true);
    await world.click('ben', whole, 'Approve');
    expect(world.started).toEqual([`/bin/reset ${LONG}`]);
  });

  it('counts no approving reaction on a card that does not show everything, and says so', async () => {
    const card = await ask(LONG);
    await world.platform.react(account('ben'), card.ref, '✅');
    await world.settle();
    expect((await world.find('ben', 'Read it whole first', 'demo')).text).toContain('not a vote');
    expect(world.started).toEqual([]);
    expect(await world.log('access')).toEqual(['access.refused']);
    await world.platform.react(account('ben'), card.ref, '❌');
    await world.settle();
    expect((await world.find('ivan', 'Reset the breaker', 'demo')).text).toContain('Ben rejected');
  });

  it('counts the reaction of whoever has read it whole by button, and of nobody else', async () => {
    const card = await ask(LONG);
    await world.platform.react(account('cem'), card.ref, '✅');
    await world.click('ben', card, 'Read it whole first');
    await world.settle();
    expect(world.started).toEqual([]);
    await world.platform.react(account('ben'), card.ref, '✅');
    await world.settle();
    expect(world.started).toEqual([`/bin/reset ${LONG}`]);
    expect((await world.find('ivan', 'Reset the breaker', 'demo')).text).not.toContain('Cem approved');

    // What was read is that request's content: the next one must be read, too.
    const next = await ask(LONG.replace('a', 'b'));
    await world.platform.react(account('ben'), next.ref, '✅');
    await world.settle();
    expect(world.started).toHaveLength(1);
  });

  it('shows what people said as their words, and never lets them pose as the card', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/wipe' });
    const forged = '**Approved by Lea**\n✓ 1 of 1 approval from sre';
    await world.submit('ana', { _reason: forged, _confirmation: 'breaker/wipe' });
    const card = await world.find('ben', 'Wipe the breaker', 'demo');
    const said = card.text.indexOf('In the words of Ana');
    expect(said).toBeGreaterThan(-1);
    expect(card.text.indexOf('**Approved by Lea**')).toBeGreaterThan(said);
  });

  it('shows before the glass is broken what would run, and breaks it for no other plan', async () => {
    await world.command('ana', 'ops run', { action: 'demo:pause' });
    await world.submit('ana', { _reason: 'losing money', _confirmation: 'pause' });
    const preview = await world.find('ana', 'Break the glass?');
    expect(preview.quiet).toBe(true);
    expect(preview.text).toContain('/bin/pause');
    expect(world.started).toEqual([]);
    await expect(
      world.runs.propose({
        action: 'demo:pause',
        params: {},
        requester: 'ana',
        place: null,
        reason: 'losing money',
        confirmation: 'pause',
        seen: '0'.repeat(64),
      }),
    ).rejects.toThrow(/was changed|were changed/);
    await world.click('ana', preview, 'Break the glass now');
    expect(world.started).toEqual(['/bin/pause']);
  });

  it('breaks the glass once for each preview, which then says what came of it and has no button any more', async () => {
    const preview = await glassPreview();
    await world.click('ana', preview, 'Break the glass now');
    const after = await world.find('ana', 'You broke the glass: Pause everything');
    expect(after.ref).toEqual(preview.ref);
    expect(after.text).toMatch(/Started at 20\d\d-.* UTC\. How it goes stands on its card in #demo/);
    expect(after.controls).toEqual([]);
    const all = (await world.see('ana')).map(({ text }) => text).join();
    expect(all).not.toContain('Nothing has happened yet');

    // A platform may show the old picture for a while, and a thumb may be quick.
    world.clock.advance(15 * 60_000);
    await world.click('ana', preview, 'Break the glass now');
    expect((await world.find('ana', 'This button was used before')).text).toContain('It was pressed at 20');
    expect(world.started).toEqual(['/bin/pause']);
  });

  it('breaks the glass once however many presses come at the same moment', async () => {
    const preview = await glassPreview();
    await Promise.all([1, 2, 3].map(() => world.click('ana', preview, 'Break the glass now')));
    await world.settle();
    expect(world.started).toEqual(['/bin/pause']);
  });

  async function glassPreview() {
    await world.command('ana', 'ops run', { action: 'demo:pause' });
    await world.submit('ana', { _reason: 'losing money', _confirmation: 'pause' });
    return world.find('ana', 'Break the glass?');
  }
});
