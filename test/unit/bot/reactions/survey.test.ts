import pino from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CardRow } from '../../../../src/bot/delivery/cards/row.ts';
import { surveyReactions } from '../../../../src/bot/reactions/survey.ts';
import type { ChatPlatform, Reaction } from '../../../../src/chat/port.ts';
import { DeliveryError } from '../../../../src/chat/port.ts';
import { account, memoryChat, memoryPlatform, placeIn } from '../../../support/chat/memory-platform.ts';

const EMOJI = { approve: ['✅'], reject: ['❌'] };
const card: CardRow = {
  id: 1,
  subject: 'request/apr-1',
  destination: 'console/local/ops',
  audience: '',
  place: placeIn('ops'),
  desired: { title: 'x', tone: 'neutral', blocks: [], controls: [] },
  desiredRev: 1,
  sentRev: 1,
  message: 'm1',
  generation: 1,
  calledIn: null,
  attempts: 0,
  error: null,
  places: null,
  refusedBy: [],
  postedAt: null,
  live: true,
  lookAt: null,
};

/** What is logged, and what comes of a platform that answers like this. */
async function survey(reactions: () => Promise<readonly Reaction[]>, shown: CardRow = card) {
  const lines: { level: number; msg: string }[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const platform: ChatPlatform = { ...memoryPlatform(memoryChat(['ops'])), reactions };
  const { signals, blind, unknown } = await surveyReactions([platform], [shown], EMOJI, log);
  const doubted = [...unknown].map(([key, choices]) => `${key} ${[...choices].join(' or ')}`);
  return { who: [...signals.keys()], blind: [...blind], doubted, logged: lines.map(({ level }) => level) };
}

describe('the lists of reactions', () => {
  afterEach(() => vi.useRealTimers());

  it('5.6 are what people say', async () => {
    const given = [{ emoji: '✅', account: account('ana'), human: true }];
    expect(await survey(async () => given)).toEqual({
      who: ['console/local/ana'],
      blind: [],
      doubted: [],
      logged: [],
    });
  });

  it('5.6 that cannot be read say nothing about anybody, and the log says why', async () => {
    const fails = () => Promise.reject(new DeliveryError('rejected', 'Slack answered "missing_scope".'));
    expect(await survey(fails)).toEqual({
      who: [],
      blind: ['console/local'],
      doubted: [],
      logged: [pino.levels.values.warn],
    });
  });

  it('5.6 are empty while a card was never posted, however often it was moved; what stood on one that is gone is unknown', async () => {
    const never = () => Promise.reject(new DeliveryError('gone', 'nobody asks'));
    const moved = { ...card, message: null, generation: 3 };
    expect((await survey(never, moved)).blind).toEqual([]);
    expect((await survey(never, { ...moved, postedAt: new Date(0) })).blind).toEqual(['console/local']);
  });

  it('5.6 in which one member is unknown count for all others', async () => {
    const given = [
      { emoji: '✅', account: account('ana'), human: true },
      { emoji: '✅', account: account('ben'), human: undefined },
      { emoji: undefined, account: account('cem'), human: true },
      { emoji: '🎉', account: account('dan'), human: undefined },
      { emoji: undefined, account: account('robot'), human: false },
    ];
    expect(await survey(async () => given)).toMatchObject({
      who: ['console/local/ana'],
      blind: [],
      doubted: ['console/local/ben approve', 'console/local/cem approve or reject'],
    });
  });

  it('5.6 in which it is not known who put an emoji there hide nobody else, but for who may say stop', async () => {
    const ana = { emoji: '✅', account: account('ana'), human: true };
    const somebody = (emoji: string | undefined) => ({ emoji, account: undefined, human: undefined });
    const asked = (emoji: string | undefined) => survey(async () => [ana, somebody(emoji)]);
    expect(await asked('🎉')).toMatchObject({ who: ['console/local/ana'], blind: [] });
    expect(await asked('👍')).toMatchObject({ who: ['console/local/ana'], blind: [] });
    expect(await asked('✅')).toMatchObject({ who: ['console/local/ana'], blind: ['console/local'] });
    expect(await asked('❌')).toMatchObject({ who: [], blind: ['console/local'] });
    expect(await asked(undefined)).toMatchObject({ who: [], blind: ['console/local'] });
  });

  it('that come too late count as not read', async () => {
    vi.useFakeTimers();
    const asked = survey(() => new Promise(() => {}));
    await vi.advanceTimersByTimeAsync(5_000);
    expect((await asked).blind).toEqual(['console/local']);
  });

  it('of a card that somebody deleted are no trouble', async () => {
    const gone = () => Promise.reject(new DeliveryError('gone', 'deleted'));
    expect((await survey(gone)).logged).toEqual([pino.levels.values.debug]);
  });
});
