import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bindActivity } from '../../../src/bot/bind/activity.ts';
import { createDeletedCards } from '../../../src/bot/delivery/deleted/look.ts';
import { throttle } from '../../../src/bot/guards/throttle.ts';
import { createHousekeeping } from '../../../src/bot/housekeeping.ts';
import { createResume } from '../../../src/bot/intake/resume.ts';
import { createCustomEmoji } from '../../../src/bot/platforms/slack/custom-emoji.ts';
import { createGroups } from '../../../src/bot/platforms/slack/groups.ts';
import { createMembers } from '../../../src/bot/platforms/slack/members.ts';
import { createChannels } from '../../../src/channel/service.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { account, placeIn } from '../../support/chat/memory-platform.ts';
import { type ManualClock, tickingClock } from '../../support/clock.ts';

const HOUR_MS = 3_600_000;

/** Whoever sets the clock of the host, and however: what lasts so long lasts so long. */
describe.each([
  ['back', -HOUR_MS],
  ['forward', HOUR_MS],
])('when the clock of the host is set %s an hour', (_way, byMs) => {
  let clock: ManualClock;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 });
    clock = tickingClock();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const set = (): void => void vi.setSystemTime(Date.now() + byMs);

  /** What a span keeps from happening until it is over: said at first, not again at once, and again after it. */
  async function keeps(spanMs: number, ask: () => Promise<unknown>, asked: () => number): Promise<void> {
    await ask();
    expect(asked()).toBe(1);
    set();
    await ask();
    expect(asked()).toBe(1);
    clock.advance(spanMs + 1);
    await ask();
    expect(asked()).toBe(2);
  }

  it('groups, people and emoji of Slack are as fresh as they are', async () => {
    const called = { groups: 0, user: 0, emoji: 0 };
    const note = (what: keyof typeof called, answer: object) => {
      called[what] += 1;
      return answer;
    };
    const client = {
      usergroups: { list: async () => note('groups', { usergroups: [] }) },
      users: { info: async () => note('user', { user: { team_id: 'T1' } }) },
      emoji: { list: async () => note('emoji', { emoji: {} }) },
    } as never;
    const groups = createGroups(client, clock);
    await keeps(
      3_000,
      () => groups.of('U1'),
      () => called.groups,
    );
    const members = createMembers(client, () => 'T1', clock);
    await keeps(
      60_000,
      () => members.find('U1'),
      () => called.user,
    );
    const custom = createCustomEmoji(client, clock);
    await keeps(
      600_000,
      () => custom.names(),
      () => called.emoji,
    );
  });

  it('suggestions are as fresh as they are', async () => {
    let looks = 0;
    const recent = async () => {
      looks += 1;
      return [];
    };
    const db = { read: async () => [] };
    const activity = bindActivity({ db, clock, log: {}, approvals: {}, runs: { recent } } as never);
    await keeps(2_000, activity, () => looks);
  });

  it('nobody is called too fast for longer than they were, nor let through', async () => {
    const guard = throttle(clock, { burst: 100, everyMs: 10 }, { burst: 1, everyMs: 10_000 });
    const inbound = {
      type: 'command',
      account: account('ana'),
      place: placeIn('ops'),
      path: ['ops', 'help'],
    };
    const ask = async () => guard({ principal: undefined, inbound } as never);
    expect((await ask()).pass).toBe(true);
    set();
    expect(await ask()).toMatchObject({ pass: false, refusal: { next: expect.stringMatching(/Wait 10 s/) } });
    clock.advance(10_001);
    expect((await ask()).pass).toBe(true);
  });

  it('sweeps go on as often as they did', async () => {
    const looks = { deleted: 0, channels: 0, left: 0, refreshed: 0 };
    const background = { begin: (_name: string, work: () => Promise<unknown>) => void work() };
    const noting = (what: keyof typeof looks) => ({
      transact: async () => {
        looks[what] += 1;
        return [];
      },
      read: async () => {
        looks[what] += 1;
        return [];
      },
    });
    const rest = { clock, background, log: {}, jobs: {}, people: {} };
    const deleted = createDeletedCards({ ...rest, db: noting('deleted'), platforms: [] } as never);
    await keeps(5_000, deleted.sweep, () => looks.deleted);
    const channels = createChannels({ ...rest, db: noting('channels'), platforms: [] } as never);
    await keeps(5_000, channels.sweep, () => looks.channels);
    const platforms = [{ id: 'slack', recall: async () => ({}) }];
    const intake = { isAtHand: () => false, catchUp: async () => {} };
    const left = createResume({ ...rest, intake, db: noting('left'), platforms } as never);
    await keeps(5_000, left.sweep, () => looks.left);
    const reconcile = async () => {
      looks.refreshed += 1;
    };
    const housekeeping = createHousekeeping({
      ...rest,
      db: noting('deleted'),
      reactions: { reconcile },
    } as never);
    clock.advance(60_001);
    await keeps(60_000, housekeeping.sweep, () => looks.refreshed);
  });
});

/** What is compared with the clocks of others: how old a signature is, how far back Slack is asked, how far apart clocks are; and the clock that a test of a runbook sets. */
const TIME_OF_DAY = [
  'bot/platforms/slack/http/server.ts',
  'bot/platforms/slack/posts.ts',
  'doctor/checks/database.ts',
  'trial/play.ts',
  'trial/trial.ts',
];

it('nothing else in the program asks for the time of day', () => {
  const src = join(projectRoot, 'src');
  const files = (readdirSync(src, { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
  const asking = files.filter((file) => /clock\.now\(\)/.test(readFileSync(join(src, file), 'utf8')));
  expect(asking.toSorted()).toEqual(TIME_OF_DAY);
});
