import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const SCHEDULES = `
checklists:
  morning: { title: Morning list, source: L1, dueWithin: 2h, items: [{ id: wheel, title: Look at the wheel, source: L1, confirm: Does it turn? }] }
schedules:
`;

/** Each test has schedules of its own: they begin with when the test begins. */
const DAILY =
  '  morning: { title: Morning, source: L1, cron: "0 9 * * *", starts: { checklist: morning }, calls: [lead] }\n';

describe('schedules', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  afterAll(() => world.close());
  beforeEach(() => world.reset());

  async function scheduled(lines: string): Promise<void> {
    await world.rewrite('channels:\n', `${SCHEDULES}${lines}channels:\n`);
    await world.settle();
  }

  async function later(ms: number): Promise<void> {
    world.clock.advance(ms);
    await world.settle();
    await world.settle();
  }

  /** Until just after the next time that is a whole number of so much. */
  async function until(whole: number, past = 0): Promise<void> {
    const now = world.clock.now().getTime();
    await later(Math.ceil((now + 1 - past) / whole) * whole + past - now);
  }
  const nine = (): Promise<void> => until(DAY, 9 * HOUR);

  const told = async (text: string) =>
    (await world.see('ana', 'demo')).filter((message) => message.text.includes(text));

  it('remind people of a list once, and whoever says that it is done ends it', async () => {
    await scheduled(DAILY);
    expect(await told('Morning')).toEqual([]);
    await nine();
    const due = await world.find('ana', 'Due: Morning', 'demo');
    for (const text of ['The checklist "Morning list" is due.', 'To be done by', 'Demo operations'])
      expect(due.text).toContain(text);
    await later(MINUTE);
    expect(await told('Morning')).toHaveLength(1);
    await world.click('ivan', due, 'It is done');
    const done = await world.find('ana', 'Done: Morning', 'demo');
    expect(done.text).toContain('Ivan said so');
    const id = /occ-\w+/.exec(done.text)?.[0];
    expect(await world.log(`occurrence/${id}`)).toEqual([
      'occurrence.due',
      'occurrence.begun',
      'occurrence.said-done',
    ]);
  });

  it('call whom the runbook names when it was not done in time, once, and it may still be done', async () => {
    await scheduled(DAILY);
    await nine();
    await later(2 * HOUR);
    await later(HOUR);
    const card = await world.find('ana', 'Overdue: Morning', 'demo');
    expect(world.chat.notified.filter((one) => JSON.stringify(one).includes('lea'))).toHaveLength(1);
    await world.click('ivan', card, 'It is done');
    expect((await world.find('ana', 'Done: Morning', 'demo')).text).toContain('later than it had to be');
  });

  it('start an action that only looks without a card, and say once when it does not go well', async () => {
    await scheduled(
      '  look: { title: Look, source: L1, every: 60s, missed: skip, starts: { action: health/check } }\n',
    );
    await later(MINUTE);
    expect(world.started).toEqual(['/bin/health']);
    expect(await told('Look')).toEqual([]);
    world.programs.set('/bin/health', async () => ({ out: 'no\n', code: 1 }));
    await later(MINUTE);
    await later(MINUTE);
    expect(await told('It went wrong: Look')).toHaveLength(1);
    world.programs.delete('/bin/health');
    await later(MINUTE);
    expect(await told('It went wrong, and is well again: Look')).toHaveLength(1);
    expect(world.started).toHaveLength(4);
  });

  it('ask for approval of a risky action like anybody, and nobody is its requester', async () => {
    await scheduled('  reset: { title: Reset, source: L1, every: 1h, starts: { action: backup/drop } }\n');
    await later(60 * MINUTE);
    const asked = await world.find('ana', 'Drop the backups', 'demo');
    expect(asked.text).toContain('By the schedule "Reset"');
    expect(world.started).toEqual([]);
    await world.click('ben', asked, 'Approve');
    await world.settle();
    expect(world.started).toEqual(['/bin/drop']);
    await world.settle();
    await world.command('ana', 'ops schedule list');
    expect((await world.find('ana', 'Schedules of all systems')).text).toContain('Last done');
  });

  it('tell when what they start is refused', async () => {
    await scheduled('  close: { title: Close, source: L1, every: 1h, starts: { action: breaker/close } }\n');
    await later(60 * MINUTE);
    const card = await world.find('ana', 'Not started: Close', 'demo');
    expect(card.text).toContain('It needs demo:breaker/verify, which has not been run.');
  });

  it('see by an action whether another system did its part, when it must have', async () => {
    await scheduled(
      '  decay: { title: Decay, source: L1, every: 1h, within: 10m, starts: { watch: The bot decays. }, seenBy: { action: health/check }, calls: [lead] }\n',
    );
    await until(HOUR);
    expect(world.started).toEqual([]);
    await later(11 * MINUTE);
    expect(world.started).toEqual(['/bin/health']);
    expect(await told('Decay')).toEqual([]);
    world.programs.set('/bin/health', async () => ({ out: 'no\n', code: 1 }));
    await until(HOUR);
    await later(11 * MINUTE);
    expect(await told('Missed: Decay')).toHaveLength(1);
    expect(world.chat.notified.filter((one) => JSON.stringify(one).includes('lea'))).toHaveLength(1);
  });

  it('ask people whether another system did its part', async () => {
    await scheduled(
      '  decay: { title: Decay, source: L1, every: 1h, within: 10m, starts: { watch: The bot decays. }, seenBy: { confirm: Did it decay? } }\n',
    );
    await until(HOUR);
    await world.click('ivan', await world.find('ivan', 'Did it decay?', 'demo'), 'It did not');
    expect((await world.find('ana', 'It did not happen: Decay', 'demo')).text).toContain('Ivan said so');
  });

  it('wait for another one of the same day', async () => {
    await scheduled(
      [
        '  a: { title: First, source: L1, cron: "0 9 * * *", starts: { reminder: First. } }',
        '  b: { title: Second, source: L1, cron: "0 9 * * *", starts: { reminder: Second. }, onlyAfter: a }\n',
      ].join('\n'),
    );
    await later(DAY);
    expect(await told('Due: Second')).toEqual([]);
    await world.click('ivan', await world.find('ivan', 'Due: First', 'demo'), 'It is done');
    await later(1_000);
    expect(await told('Due: Second')).toHaveLength(1);
  });

  it('count from the completion where they say so', async () => {
    await scheduled(
      '  keys: { title: Keys, source: L1, afterCompletion: 30d, starts: { reminder: Rotate. } }\n',
    );
    await later(29 * DAY);
    expect(await told('Keys')).toEqual([]);
    await later(2 * DAY);
    await later(40 * DAY);
    expect(await told('Due: Keys')).toHaveLength(1);
    await world.click('ivan', await world.find('ivan', 'Due: Keys', 'demo'), 'It is done');
    await later(29 * DAY);
    expect(await told('Due: Keys')).toEqual([]);
    await later(DAY);
    expect(await told('Due: Keys')).toHaveLength(1);
  });

  it('list the next dates, and make up for nothing from before they were first seen', async () => {
    await scheduled(
      [
        '  old: { title: Old review, source: L1, date: 2024-02-15, starts: { reminder: Review. } }',
        '  bot: { title: The bot, source: L1, every: 5s, starts: { watch: The bot looks. } }',
        DAILY,
      ].join('\n'),
    );
    await later(MINUTE);
    expect(await told('Old review')).toEqual([]);
    await world.command('ivan', 'ops schedule list', { system: 'demo' });
    const list = await world.find('ivan', 'Schedules of Demo operations');
    expect(list.quiet).toBe(true);
    expect(list.text).toContain('Old review: on 2024-02-15 (UTC). No date comes any more.');
    expect(list.text).toContain('The bot: every 5s. Not kept: another system does it');
    expect(list.text).toMatch(/Morning: cron 0 9 \* \* \* \(UTC\)\. Next \d{4}-\d\d-\d\d 09:00:00 UTC\./);
    await world.command('ivan', 'ops schedule next');
    const next = await world.find('ivan', 'What is due next in all systems');
    expect(next.text.match(/09:00:00 UTC/g)?.length).toBeGreaterThanOrEqual(5);
  });

  it('survive a restart with nothing done twice', async () => {
    await scheduled(DAILY);
    await nine();
    await world.restart();
    await later(MINUTE);
    expect(await told('Due: Morning')).toHaveLength(1);
  });
});
