import { expect } from 'vitest';
import type { Seen } from '../../../contract/chat-harness.ts';
import { idOn } from '../person.ts';
import { expectEqualCards } from './equal-cards.ts';
import type { BothPlatforms } from './world.ts';

/** How an approver on Slack says yes. */
type Approval = 'button' | 'reaction';

/** The request of the story, as its card stands on each platform. */
export interface Reset {
  readonly id: string;
  readonly onDiscord: Seen;
  readonly onSlack: Seen;
}

const TITLE = 'Reset the circuit breaker';
const REASON = 'bad tick of one venue';
const PLATFORMS = ['discord', 'slack'] as const;
/** What the log says of a request that its requester tried to approve. */
const CHAIN = [
  'Ana Ruiz asked for approval',
  'A vote was refused',
  'Ben Okafor voted',
  'Taken to be carried out',
  'Carried out',
];
const COOLDOWN_MS = 6_000;

/** Ana, on call and on Discord, looks, finds the breaker tripped by mistake, and asks for its reset. */
export async function askForReset(world: BothPlatforms): Promise<Reset> {
  const ana = world.on('discord', 'ana');
  const healthy = await ana.asks('twist health', 'System health', 'Done after');
  expect(healthy.quiet).toBe(true);
  expect(healthy.text).toMatch(/Circuit breaker +healthy/);

  world.plant.fault('trip-breaker');
  await ana.asks('twist verify-breaker', 'Verify why the breaker tripped', 'Done: false-positive');
  world.advance(COOLDOWN_MS);

  await ana.insists('the form', () => ana.command('twist reset-breaker', {}), ana.hasForm);
  const onDiscord = await ana.insists(
    'the request',
    () => ana.hasForm() && ana.submit({ reason: REASON }),
    () => ana.all().findLast(({ text }) => text.includes(`Approval needed: ${TITLE}`)),
  );
  expect(onDiscord.text).toContain('scripts/emergency/reset-circuit-breaker.sh --verify');
  expect(onDiscord.text).toContain(REASON);
  const id = idOn(onDiscord);
  const onSlack = await world.on('slack', 'ben').seesCard(`Approval needed: ${TITLE}`, id);
  await expectEqualCards(world, onDiscord, onSlack);
  return { id, onDiscord, onSlack };
}

/** Ana tries to approve what she asked for, with both of her accounts. */
export async function refuseRequester(world: BothPlatforms, reset: Reset): Promise<void> {
  for (const [platform, card] of [
    ['discord', reset.onDiscord],
    ['slack', reset.onSlack],
  ] as const) {
    const ana = world.on(platform, 'ana');
    const refusal = await ana.clicksFor(card, 'Approve', 'Your vote was not counted');
    expect(refusal.quiet).toBe(true);
    expect(refusal.text).toContain('You asked for it yourself, so somebody else has to decide');
  }
  expect(world.performed()).toEqual([]);
}

/** Ben approves on Slack. A reaction is given once: whoever is not told of it finds it as time passes. */
export async function approveOnSlack(
  world: BothPlatforms,
  { id, onSlack }: Reset,
  via: Approval,
): Promise<void> {
  const ben = world.on('slack', 'ben');
  if (via === 'button') {
    await ben.clicksFor(onSlack, 'Approve', 'Ben Okafor approved at', id);
    return;
  }
  await ben.react(onSlack, '✅');
  await ben.waits('Ben Okafor approved by reaction', id);
}

/** Everybody sees the run go on, on both platforms. */
export async function watchRun(world: BothPlatforms, { id }: Reset): Promise<void> {
  const running = [TITLE, 'Running: Reset', `Approved: ${id}`];
  await Promise.all(PLATFORMS.map((platform) => world.on(platform, 'ivan').seesCard(...running)));
}

/** Everybody sees how it ended, and proves it: the log on Slack, its verification on Discord. */
export async function proveReset(world: BothPlatforms, { id, onDiscord, onSlack }: Reset): Promise<void> {
  const [ana, ivan] = [world.on('discord', 'ana'), world.on('slack', 'ivan')];
  await ana.reads(onDiscord, 'Carried out');
  await ivan.reads(onSlack, 'Carried out');
  const log = await ivan.clicksFor(onSlack, 'Log', `Log of request/${id}`, 'proven by a signed checkpoint');
  for (const what of CHAIN) expect(log.text).toContain(what);
  await ana.asks('ops audit verify', 'The log is intact.');
}

/** What must be true at the end of the story, however it went, also when what was late has arrived. */
export async function expectOneReset(world: BothPlatforms, { id, onDiscord, onSlack }: Reset): Promise<void> {
  await world.recover();
  await world.settle();
  expect(world.performed()).toEqual(['breaker.reset']);
  expect(world.plant.state().breaker.state).toBe('closed');
  const kinds = await world.log(`request/${id}`);
  expect(kinds.filter((kind) => kind === 'vote.cast')).toHaveLength(1);
  expect(kinds.filter((kind) => kind === 'request.claimed')).toHaveLength(1);

  const [run, sameRun] = await Promise.all(
    PLATFORMS.map((one) => world.on(one, 'ivan').seesCard(TITLE, 'Done after', `Approved: ${id}`)),
  );
  expect((await expectEqualCards(world, run, sameRun)).tone).toBe('success');
  const card = await expectEqualCards(world, onDiscord, onSlack);
  expect(card.tone).toBe('success');
  expect(card.lines).toContain('(done) 1 of 1 approval from sre, not the requester: Ben Okafor');

  const { findings, checkpoints } = await world.verify();
  expect(findings).toEqual([]);
  expect(checkpoints).toBeGreaterThan(0);
  expect(world.brokenLimits()).toEqual([]);
}
