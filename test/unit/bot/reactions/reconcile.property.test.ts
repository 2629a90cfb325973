import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Inbound, MessageRef } from '../../../../src/chat/inbound.ts';
import type { Responder } from '../../../../src/chat/port.ts';
import { type BotWorld, openBotWorld, SLACK } from '../../../support/chat/bot-world.ts';
import { account, type MemoryChat, placeIn } from '../../../support/chat/memory-platform.ts';

let world: BotWorld;
beforeAll(async () => {
  world = await openBotWorld();
});
afterAll(() => world.close());

const PEOPLE = ['ben', 'cem', 'dan', 'eve', 'ivan', 'jo', 'robot'] as const;
/** Those of them whose votes count. */
const ELIGIBLE = ['ben', 'cem', 'dan', 'eve'];

interface Move {
  readonly who: (typeof PEOPLE)[number];
  readonly slack: boolean;
  readonly emoji: string;
  readonly add: boolean;
  /** How often the event comes. */
  readonly copies: number;
  /** Events that came before and are still to be delivered when this one is. */
  readonly late: number;
}

const move: fc.Arbitrary<Move> = fc.record({
  who: fc.constantFrom(...PEOPLE),
  slack: fc.boolean(),
  emoji: fc.constantFrom('✅', '✅', '✅', '❌', '🎉'),
  add: fc.boolean(),
  copies: fc.constantFrom(0, 1, 1, 2),
  late: fc.nat(4),
});

const responder: Responder = { openForm: async () => {}, reply: async () => undefined };
let deliveries = 0;

function react(chat: MemoryChat, ref: MessageRef, { who, slack, emoji, add }: Move): void {
  const stored = chat.messages.find((one) => one.id === ref.message);
  if (stored === undefined) throw new Error('no such card');
  const by = account(who, slack ? SLACK : undefined);
  const at = stored.reactions.findIndex((one) => one.emoji === emoji && one.account?.id === who);
  if (add && at < 0) stored.reactions.push({ emoji, account: by, human: who !== 'robot' });
  if (!add && at >= 0) stored.reactions.splice(at, 1);
}

function eventOf(message: MessageRef, { who, slack, emoji, add }: Move): Inbound {
  const home = slack ? SLACK : undefined;
  deliveries += 1;
  return {
    type: 'reaction',
    id: `event-${deliveries}`,
    account: account(who, home),
    displayName: who,
    human: who !== 'robot',
    place: placeIn(message.channel, home),
    emoji,
    added: add,
    message,
  };
}

/** The votes that the two lists together mean, as simply as it can be said. */
function meant(lists: readonly MemoryChat[]): Record<string, string> {
  const all = lists
    .flatMap((chat) => chat.messages.flatMap((one) => one.reactions))
    .filter((one) => one.human);
  const has = (who: string, emoji: string) =>
    all.some((one) => one.account?.id === who && one.emoji === emoji);
  return Object.fromEntries(
    ELIGIBLE.flatMap((who) => {
      if (has(who, '❌')) return [[who, 'reject']];
      return has(who, '✅') ? [[who, 'approve']] : [];
    }),
  );
}

it('5.6 lost, doubled and late events of reactions end in what the platforms list, once a look was taken', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 14 }), async (moves) => {
      await world.reset();
      world.mirrored.on = true;
      await world.command('ana', 'ops run', { action: 'demo:breaker/crowd' });
      const here = (await world.find('ben', 'Needs a crowd', 'demo')).ref;
      const [there] = await world.slack.see(account('ben', SLACK), placeIn('demo', SLACK));
      if (there === undefined) throw new Error('no card on Slack');
      const waiting: Inbound[] = [];
      for (const one of moves) {
        const ref = one.slack ? there.ref : here;
        react(one.slack ? world.slackChat : world.chat, ref, one);
        const event = eventOf(ref, one);
        for (let copy = 0; copy < one.copies; copy += 1) waiting.push(event);
        while (waiting.length > one.late) {
          // The newest first: out of order.
          const next = waiting.pop();
          if (next !== undefined) await world.bot.receiver.receive(next, responder);
        }
      }
      await world.bot.receiver.missed();
      await world.sweep();
      const [view] = await world.db.read((reader) => world.approvals.list(reader, { limit: 1 }));
      const votes = Object.fromEntries(view?.votes.map((vote) => [vote.by.id, vote.choice]) ?? []);
      expect(votes).toEqual(meant([world.chat, world.slackChat]));
      expect(world.started).toEqual([]);
    }),
    // Each run is a whole story on a database, and takes as long as thousands in memory.
    { numRuns: Math.max(25, Math.ceil(Number(process.env.KEYTURN_PROPERTY_RUNS ?? 100) / 10)) },
  );
}, 600_000);
