import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Vote } from '../../../../src/approval/vote.ts';
import { type Choice, choiceOf } from '../../../../src/bot/reactions/emoji.ts';
import type { Survey } from '../../../../src/bot/reactions/survey.ts';
import { abandoned, changes, confirmed, wishesOf } from '../../../../src/bot/reactions/wish.ts';
import type { Account } from '../../../../src/people/principal.ts';

const VOTING = { approve: ['✅', '👍', 'shipit'], reject: ['❌'] };
const account = (platform: Account['platform'], id: string): Account => ({ platform, workspace: 'w', id });

function surveyOf(signals: Record<string, readonly Choice[]>, ...blind: readonly string[]): Survey {
  const entries = Object.entries(signals).map(([key, choices]) => {
    const [platform, , id = ''] = key.split('/');
    return [
      key,
      { account: account(platform as Account['platform'], id), choices: new Set(choices) },
    ] as const;
  });
  return {
    signals: new Map(entries),
    unread: new Map(),
    unknown: new Map(),
    blind: new Set(blind),
    again: new Map(),
  };
}

function vote(by: string, choice: Choice, via: Vote['via'], key = `discord/w/${by}`): Vote {
  const standing = { principal: by, human: true, active: true, roles: [] };
  return { principal: by, choice, via, account: key, at: new Date(0), reason: null, standing };
}

describe('an emoji', () => {
  it.each([
    ['✅', 'approve'],
    ['👍🏽', 'approve'],
    ['shipit', 'approve'],
    ['❌', 'reject'],
    ['\u{274C}\u{FE0F}', 'reject'],
    ['🎉', undefined],
    ['', undefined],
  ])('%s means %s', (emoji, choice) => {
    expect(choiceOf(emoji, VOTING)).toBe(choice);
  });
});

describe('the wish of a person', () => {
  const owners = new Map([
    ['discord/w/1', 'ben'],
    ['slack/w/2', 'ben'],
  ]);

  it('5.2 is one, whatever accounts it comes from, and rejecting goes first', () => {
    const both = wishesOf(
      surveyOf({ 'discord/w/1': ['approve'], 'slack/w/2': ['approve', 'reject'] }),
      owners,
    );
    expect([...both.values()]).toEqual([{ voter: 'ben', choice: 'reject', account: account('slack', '2') }]);
  });

  it("5.2 is nobody's when the account is nobody's", () => {
    expect(wishesOf(surveyOf({ 'discord/w/9': ['approve'] }), owners).size).toBe(0);
  });

  it('does not weaken a click, and stops in any case', () => {
    const wish = (choice: Choice) => ({ voter: 'ben', choice, account: account('discord', '1') });
    expect(changes(wish('approve'), vote('ben', 'reject', 'button'))).toBe(false);
    expect(changes(wish('reject'), vote('ben', 'approve', 'button'))).toBe(true);
    expect(changes(wish('approve'), vote('ben', 'reject', 'reaction'))).toBe(true);
    expect(changes(wish('approve'), vote('ben', 'approve', 'button'))).toBe(false);
  });
});

describe('a vote that no reaction carries', () => {
  it('goes, but not where the platform could not be asked, and never when it was clicked', () => {
    const votes = [
      vote('ben', 'approve', 'reaction'),
      vote('cem', 'approve', 'reaction', 'slack/w/cem'),
      vote('dan', 'approve', 'button'),
    ];
    const gone = abandoned(votes, new Map(), surveyOf({}, 'slack/w'), new Map());
    expect(gone.map(({ principal }) => principal)).toEqual(['ben']);
  });
});

describe('somebody who cannot be looked up', () => {
  const people = ['ben', 'cem', 'dan', 'eve'] as const;
  const owners = new Map(
    people.flatMap((who) => [
      [`discord/w/${who}`, who],
      [`slack/w/${who}`, who],
    ]),
  );
  const choices = fc.subarray<Choice>(['approve', 'reject'], { minLength: 1 });
  const anyList = fc.dictionary(fc.constantFrom(...owners.keys()), choices);
  const anyVotes = fc
    .subarray([...people])
    .map((some) => some.map((who) => vote(who, 'approve', 'reaction')));

  it('neither loses a vote nor gives one, and changes nothing of what others say', () => {
    fc.assert(
      fc.property(
        anyList,
        fc.dictionary(fc.constantFrom(...owners.keys()), choices),
        anyVotes,
        (seen, hidden, votes) => {
          const full = surveyOf(seen);
          const unknown = new Map(Object.entries(hidden).map(([key, said]) => [key, new Set(said)]));
          const survey: Survey = { ...full, unknown };
          const doubted = new Set<string | undefined>([...unknown.keys()].map((key) => owners.get(key)));
          const before = wishesOf(full, owners);
          const after = wishesOf(survey, owners);
          for (const who of people) {
            if (!doubted.has(who)) expect(after.get(who)).toEqual(before.get(who));
            const mayStop = [...unknown].some(([key, said]) => owners.get(key) === who && said.has('reject'));
            if (mayStop) expect(after.get(who)?.choice).not.toBe('approve');
          }
          const lost = abandoned(votes, after, survey, owners).map(({ principal }) => principal);
          expect(lost.filter((who) => doubted.has(who))).toEqual([]);
          const kept = confirmed(votes, after, survey, owners);
          for (const who of people)
            if (after.get(who)?.choice !== 'approve') expect(kept.has(who)).toBe(false);
        },
      ),
    );
  });
});
