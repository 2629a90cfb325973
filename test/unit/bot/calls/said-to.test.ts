import { describe, expect, it } from 'vitest';
import { notCalledInWords } from '../../../../src/bot/calls/not-called.ts';
import { saidTo, saidToAll } from '../../../../src/bot/calls/said-to.ts';
import type { Callee } from '../../../../src/bot/calls/share.ts';
import type { CardRow } from '../../../../src/bot/delivery/cards/row.ts';
import type { Place } from '../../../../src/chat/inbound.ts';

const place = (platform: Place['platform']): Place => ({ platform, workspace: 'w', channel: 'ops' });
const rows = [
  { id: 1, place: place('discord') },
  { id: 2, place: place('slack') },
] as unknown as readonly CardRow[];

function on(principal: string, ...platforms: readonly Place['platform'][]): Callee {
  return {
    principal,
    accounts: platforms.map((platform) => ({ platform, workspace: 'w', id: principal })),
  };
}

const all = (people: readonly Callee[], cards = rows) =>
  saidToAll(people, cards, 'Answer it.', (one) => one.toUpperCase());

describe('what is said to people under the cards of a thing', () => {
  it('calls everybody once, on the first card where they have an account', () => {
    const said = saidTo([on('ana', 'discord', 'slack'), on('ben', 'slack')], rows, 'Answer it.');
    expect(said.map(({ card, thread }) => [card, thread.text, thread.calls?.map(({ id }) => id)])).toEqual([
      [1, 'Answer it.', ['ana', 'ana']],
      [2, 'Answer it.', ['ben']],
    ]);
  });

  it('names whoever has no account at any of them, where others are called', () => {
    const said = all([on('ana', 'discord'), on('cem', 'console')]);
    expect(said).toMatchObject([
      { card: 1, thread: { text: 'Answer it. Not called, for want of an account here: CEM.' } },
    ]);
  });

  it('is said also where nobody can be called, so that somebody else may tell them', () => {
    const said = all([on('cem', 'console'), on('dan')]);
    expect(said).toEqual([
      { card: 1, thread: { text: 'Answer it. Not called, for want of an account here: CEM, DAN.' } },
    ]);
    expect(all([on('cem', 'console')], [])).toEqual([]);
  });
});

describe('who was not called, in words', () => {
  it('has a sentence for each reason, and none where everybody was', () => {
    expect(notCalledInWords({ absent: [], crowdedOut: [] }, String)).toEqual([]);
    expect(notCalledInWords({ absent: ['ana'], crowdedOut: ['ben', 'cem'] }, String)).toEqual([
      'Not called, for want of an account here: ana.',
      expect.stringMatching(/^Not called, as one message calls \d+ people at most: ben, cem\.$/),
    ]);
  });
});
