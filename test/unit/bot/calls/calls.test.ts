import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Seen } from '../../../contract/chat-harness.ts';
import { type BotWorld, openBotWorld, SLACK } from '../../../support/chat/bot-world.ts';
import { account, placeIn } from '../../../support/chat/memory-platform.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('people who are called', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  beforeEach(async () => {
    await world.reset();
  });
  afterAll(async () => {
    await world.close();
  });

  const reset = (who = 'ivan') => world.command(who, 'demo reset', { target: 'main' });
  const card = (text = 'Reset the breaker') => world.find('ana', text, 'demo');
  const under = async (seen: Seen): Promise<readonly Seen[]> =>
    world.platform.seeThread(account('ana'), seen.ref);
  /** Quiet hours that have just begun, on the clock of the database. */
  async function quiet(forMs: number): Promise<void> {
    const now = await world.db.read((reader) => reader.now());
    const minute = now.getUTCHours() * 60 + now.getUTCMinutes();
    world.quiet.hours = { from: minute, to: (minute + forMs / MINUTE) % (24 * 60), zone: 'UTC' };
  }

  it('are those who may approve a new request, and nobody else', async () => {
    await reset();
    expect((await card()).pinged).toEqual(['ana', 'ben', 'cem', 'dan', 'eve']);
  });

  it('are never the person who asked', async () => {
    await reset('ben');
    expect((await card()).pinged).toEqual(['ana', 'cem', 'dan', 'eve']);
  });

  it('are called once: whatever becomes of the card, it calls no others and nobody again', async () => {
    await reset();
    const before = await card();
    await world.click('ana', before, 'Approve');
    const after = await card('Carried out');
    expect(after.ref).toEqual(before.ref);
    expect(after.pinged).toEqual(before.pinged);
    expect(await under(after)).toEqual([]);
  });

  it('are not called by a card that comes back because somebody deleted it', async () => {
    await reset();
    await world.platform.remove((await card()).ref);
    await world.settle();
    world.clock.advance(2 * MINUTE);
    await world.sweep();
    await world.settle();
    expect((await card()).pinged).toEqual([]);
  });

  it('are called on one platform, where a request stands on two', async () => {
    world.mirrored.on = true;
    await reset();
    expect((await card()).pinged).toEqual(['ana', 'ben', 'cem', 'dan', 'eve']);
    const there = await world.slack.see(account('ana', SLACK), placeIn('demo', SLACK));
    expect(there.map(({ pinged }) => pinged)).toEqual([[]]);
  });

  it('sleep in quiet hours, and are called when those end', async () => {
    await quiet(10 * MINUTE);
    await reset();
    expect((await card()).pinged).toEqual([]);
    await world.fire();
    expect(await under(await card())).toEqual([]);
    world.clock.advance(10 * MINUTE);
    await world.fire();
    const [call, ...more] = await under(await card());
    expect(call?.pinged).toEqual(['ana', 'ben', 'cem', 'dan', 'eve']);
    expect(call?.text).toContain('Waiting for you: “Reset the breaker”, asked by Ivan.');
    expect(more).toEqual([]);
  });

  it('are not called when the quiet hours end of what has ended by then', async () => {
    await quiet(10 * MINUTE);
    await reset();
    await world.click('ana', await card(), 'Approve');
    world.clock.advance(10 * MINUTE);
    await world.fire();
    expect(await under(await card())).toEqual([]);
  });

  it('are called at any hour where the policy wakes them', async () => {
    await quiet(10 * MINUTE);
    await world.command('ivan', 'ops run', { action: 'demo:breaker/wipe' });
    await world.submit('ivan', { _reason: 'it is stuck', _confirmation: 'breaker/wipe' });
    expect((await card('Wipe the breaker')).pinged).toEqual(['ana', 'ben', 'cem', 'dan', 'eve']);
  });

  it('are reminded once before a request expires, those who have said nothing', async () => {
    await world.command('ivan', 'ops run', { action: 'demo:breaker/open' });
    await world.click('ana', await card('Open the breaker'), 'Approve');
    world.clock.advance(20 * MINUTE);
    await world.fire();
    expect(await under(await card('Open the breaker'))).toEqual([]);
    world.clock.advance(3 * MINUTE);
    await world.fire();
    await world.fire();
    const [reminder, ...more] = await under(await card('Open the breaker'));
    expect(reminder?.pinged).toEqual(['ben', 'cem', 'dan', 'eve']);
    expect(reminder?.text).toContain('Still waiting for you: “Open the breaker”');
    expect(reminder?.text).toContain('1 of 2 from sre');
    expect(reminder?.times).toHaveLength(1);
    expect(more).toEqual([]);
  });

  it('are not reminded of what has its votes', async () => {
    await reset();
    await world.click('ana', await card(), 'Approve');
    world.clock.advance(25 * MINUTE);
    await world.fire();
    expect(await under(await card())).toEqual([]);
  });

  it('are those who may review a broken glass, and the role that it names when nobody has, at any hour', async () => {
    await quiet(12 * HOUR);
    await world.command('ana', 'ops run', { action: 'demo:pause' });
    await world.submit('ana', { _reason: 'it drains', _confirmation: 'pause' });
    await world.click('ana', await world.find('ana', 'Break the glass?'), 'Break the glass now');
    expect((await card('Break-glass: Pause everything')).pinged).toEqual([]);
    world.clock.advance(HOUR + MINUTE);
    await world.fire();
    const page = await card('Review overdue');
    expect(page.pinged).toEqual(['lea']);
    expect(page.text).not.toContain('Not called');
  });

  it('are named where they have no account, so that nobody takes them for called', async () => {
    await world.people.sync({
      people: ['ana', 'lea'].map((id) => ({
        id,
        name: `${id[0]?.toUpperCase()}${id.slice(1)}`,
        kind: 'human',
        accounts: id === 'lea' ? [account(id, SLACK)] : [account(id)],
      })),
      roles: [
        { name: 'sre', members: ['ana'], groups: [], holdMs: 0 },
        { name: 'lead', members: ['lea'], groups: [], holdMs: 0 },
      ],
    });
    await world.command('ana', 'ops run', { action: 'demo:pause' });
    await world.submit('ana', { _reason: 'it drains', _confirmation: 'pause' });
    await world.click('ana', await world.find('ana', 'Break the glass?'), 'Break the glass now');
    world.clock.advance(HOUR + MINUTE);
    await world.fire();
    const page = await card('Review overdue');
    expect(page.pinged).toEqual([]);
    expect(page.text).toContain('Not called, for want of an account here: Lea.');
  });
});
