import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeliveryError } from '../../../../src/chat/port.ts';
import type { Seen } from '../../../contract/chat-harness.ts';
import { type BotWorld, openBotWorld, SLACK } from '../../../support/chat/bot-world.ts';
import { account, placeIn } from '../../../support/chat/memory-platform.ts';

const SRE = ['ana', 'ben', 'cem', 'dan', 'eve'];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('people who are called', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  beforeEach(async () => {
    await world.reset();
    for (const name of ['demo', 'fallback']) world.chat.channels.add(name);
  });
  afterAll(async () => {
    await world.close();
  });

  const reset = (who = 'ivan') => world.command(who, 'demo reset', { target: 'main' });
  const card = (text = 'Reset the breaker') => world.find('ana', text, 'demo');
  const under = async (seen: Seen): Promise<readonly Seen[]> =>
    world.platform.seeThread(account('ana'), seen.ref);
  /** Until a platform that is down counts as one that cannot be reached. */
  async function untilTroubled(): Promise<void> {
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await world.settle();
      world.clock.advance(MINUTE);
      await world.sweep();
    }
    await world.settle();
  }
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
    expect(world.chat.notified).toEqual(SRE);
  });

  it('are not called by a card that comes back because somebody deleted it', async () => {
    await reset();
    await world.platform.remove((await card()).ref);
    await world.settle();
    world.clock.advance(2 * MINUTE);
    await world.sweep();
    await world.settle();
    expect((await card()).pinged).toEqual([]);
    expect(world.chat.notified).toEqual(SRE);
  });

  it('are called by the first card that anybody sees: where its channel does not take it, by the one elsewhere', async () => {
    world.chat.channels.delete('demo');
    await reset();
    const elsewhere = await world.find('ana', 'Reset the breaker', 'fallback');
    expect(elsewhere.pinged).toEqual(SRE);
    await world.platform.remove(elsewhere.ref);
    await world.settle();
    world.clock.advance(2 * MINUTE);
    await world.sweep();
    await world.settle();
    expect(world.chat.notified).toEqual(SRE);
  });

  it('are not called anew when the channel of a card that has called them takes no more', async () => {
    await reset();
    world.chat.failures.push(new DeliveryError('no-channel', 'it was archived'));
    await world.click('ana', await card(), 'Reject');
    await world.submit('ana', {});
    expect((await world.find('ana', 'Asked by', 'fallback')).pinged).toEqual([]);
    // Whoever asked hears of the end.
    expect(world.chat.notified).toEqual([...SRE, 'ivan']);
  });

  it('are called where they can be reached, once, when the card that was to call them cannot', async () => {
    world.mirrored.on = true;
    world.chat.down = true;
    await world.slack.command(account('ivan', SLACK), placeIn('demo', SLACK), ['demo', 'reset'], {
      target: 'main',
    });
    await untilTroubled();
    const [there] = await world.slack.see(account('ana', SLACK), placeIn('demo', SLACK));
    if (there === undefined) throw new Error('there is no card');
    const calls = await world.slack.seeThread(account('ana', SLACK), there.ref);
    expect(calls.map(({ pinged }) => pinged)).toEqual([SRE]);
    expect(calls[0]?.text).toContain('Waiting for you: “Reset the breaker”');
    world.chat.down = false;
    world.clock.advance(10 * MINUTE);
    await world.settle();
    expect((await card()).pinged).toEqual([]);
    expect([...world.chat.notified, ...world.slackChat.notified]).toEqual(SRE);
  });

  it('are reminded elsewhere where the thread does not take it', async () => {
    await world.command('ivan', 'ops run', { action: 'demo:breaker/open' });
    world.clock.advance(23 * MINUTE);
    await world.sweep();
    const closed = new DeliveryError('rejected', 'threads are closed here');
    vi.spyOn(world.platform, 'reply').mockRejectedValueOnce(closed);
    await world.fire();
    const instead = await world.find('ana', 'Still waiting for you', 'fallback');
    expect(instead.pinged).toEqual(SRE);
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

  it('are reminded when the second night ends in which that was put off', async () => {
    await quiet(10 * MINUTE);
    await reset();
    world.clock.advance(10 * MINUTE);
    await world.fire();
    world.clock.advance(10 * MINUTE);
    await quiet(5 * MINUTE);
    world.clock.advance(3 * MINUTE);
    await world.fire();
    expect(await under(await card())).toHaveLength(1);
    world.clock.advance(2 * MINUTE);
    await world.fire();
    const calls = await under(await card());
    expect(calls.map(({ pinged }) => pinged)).toEqual([SRE, SRE]);
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

  it('are those who asked, under the card of what somebody else ended, with who and why', async () => {
    await reset();
    await world.click('ana', await card(), 'Reject');
    await world.submit('ana', { reason: 'not in the freeze' });
    await world.fire();
    const [call, ...more] = await under(await card('Rejected'));
    expect(call?.pinged).toEqual(['ivan']);
    expect(call?.text).toBe('Not started: “Reset the breaker”. Rejected by Ana: “not in the freeze”.');
    expect(more).toEqual([]);
  });

  it('are those who asked for what nobody agreed to in time, in the morning where that was in the night', async () => {
    await reset();
    await quiet(2 * HOUR);
    world.clock.advance(HOUR);
    await world.sweep();
    await world.fire();
    const texts = async () =>
      (await under(await card('Expired'))).filter(({ pinged }) => pinged.includes('ivan'));
    expect(await texts()).toEqual([]);
    world.clock.advance(HOUR);
    await world.fire();
    expect((await texts()).map(({ text }) => text)).toEqual([
      'Not started: “Reset the breaker”. Expired: there were not enough approvals in time.',
    ]);
  });

  it('are not told of what they withdrew themselves', async () => {
    await reset();
    await world.click('ivan', await card(), 'Withdraw request');
    await world.fire();
    expect(await under(await card('Withdrawn'))).toEqual([]);
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
    // Overdue or not, it waits for its reviewers: they are called in the morning.
    world.clock.advance(11 * HOUR);
    await world.fire();
    const [call, ...more] = await under(await card('Break-glass: Pause everything'));
    expect(call?.pinged).toEqual(['lea']);
    expect(call?.text).toContain('still wants your review, which was due at');
    expect(more).toEqual([]);
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
