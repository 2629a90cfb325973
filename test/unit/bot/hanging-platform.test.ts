import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { within } from '../../../src/waiting/within.ts';
import { type BotWorld, openBotWorld, SLACK } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

/** Far less than any call of a platform takes that hangs. */
const AT_ONCE_MS = 2_000;
/** Where all that hangs nowhere takes long, it may take longer. */
const TIMES = 5;

describe('a platform that accepts and never answers', () => {
  let world: BotWorld;
  let answer: () => void;
  let atOnceMs: number;
  beforeAll(async () => {
    world = await openBotWorld();
    await asked();
    world.clock.advance(61_000);
    const began = performance.now();
    await sweeps();
    atOnceMs = Math.max(AT_ONCE_MS, TIMES * (performance.now() - began));
  });
  afterAll(() => world.close());
  beforeEach(asked);
  afterEach(() => answer());

  async function asked(): Promise<void> {
    await world.reset();
    world.mirrored.on = true;
    await world.command('ana', 'ops run', { action: 'demo:breaker/open' });
    await world.command('ana', 'ops run', { action: 'demo:ask' });
  }

  function hang(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    world.slackChat.holdUp = promise;
    answer = () => {
      world.slackChat.holdUp = undefined;
      resolve();
    };
  }

  const sweeps = () => Promise.all(Object.values(world.bot.sweeps).map((sweep) => sweep()));

  it('5.29 holds up no sweep, and nothing of another platform', async () => {
    hang();
    const open = await world.find('ben', 'Open the breaker', 'demo');
    const approve = open.controls.find(({ label }) => label === 'Approve');
    await world.platform.click(account('ben'), open.ref, approve?.nonce ?? '');
    for (let minute = 0; minute < 3; minute += 1) {
      world.clock.advance(61_000);
      await within(atOnceMs, 'a sweep', sweeps());
    }
    world.chat.messages.length = 0;
    world.clock.advance(61_000);
    await within(atOnceMs, 'a sweep', sweeps());
    await expect
      .poll(async () => {
        world.clock.advance(2_000);
        await within(atOnceMs, 'a sweep', sweeps());
        return (await world.see('ben', 'demo')).filter(({ text }) => text.includes('Open the breaker'))
          .length;
      })
      .toBe(1);
  });

  it('5.29 holds up no start, however many requests are open', async () => {
    hang();
    await within(atOnceMs, 'the start', world.bot.start());
    await within(atOnceMs, 'a connection that is there again', world.bot.receiver.missed());
  });

  it('5.29 holds up no sweep of links: before one is made, the platforms are asked about the votes', async () => {
    world.mapped.on = true;
    world.chat.groups.set('lea', []);
    const given = await world.links.start({ id: 'ben', name: 'Ben', kind: 'human' }, account('ben'));
    await world.command('ben2', 'ops link confirm', { code: given.code });
    const all = await world.db.read((reader) => world.approvals.list(reader, { live: true, limit: 10 }));
    const request = all.find(({ subject }) => subject.kind === 'identity-link');
    if (request === undefined) throw new Error('there is no request');
    const { id: requestId, digest } = request;
    await world.approvals.vote({
      requestId,
      voter: 'lea',
      account: account('lea', SLACK),
      human: true,
      choice: 'approve',
      digest,
      via: 'button',
    });
    hang();
    await within(atOnceMs, 'a sweep', world.links.sweep());
    answer();
    await world.sweep();
    const owner = await world.db.read((reader) => world.people.identify(reader, account('ben2')));
    expect(owner?.id).toBe('ben');
  });
});
