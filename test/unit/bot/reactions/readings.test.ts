import { describe, expect, it } from 'vitest';
import { withReadings } from '../../../../src/bot/reactions/readings.ts';
import type { Survey } from '../../../../src/bot/reactions/survey.ts';
import { account } from '../../../support/chat/memory-platform.ts';

const ben = account('ben');
const owners = new Map([
  ['ben', 'ben'],
  ['slack-ben', 'ben'],
  ['cem', 'cem'],
]);
const survey: Survey = {
  signals: new Map([['ben', { account: ben, choices: new Set(['reject' as const]) }]]),
  unread: new Map([
    ['ben', ben],
    ['cem', account('cem')],
  ]),
  unknown: new Map(),
  blind: new Set(),
  again: new Map(),
};

describe('what somebody read in private', () => {
  it('counts for their reaction on every platform, beside what else they say, and for nobody else', () => {
    const seen = withReadings(survey, ['slack-ben', 'stranger'], [], owners);
    expect([...(seen.signals.get('ben')?.choices ?? [])].toSorted()).toEqual(['approve', 'reject']);
    expect([...seen.unread.keys()]).toEqual(['cem']);
    expect([...withReadings(survey, [], [], owners).unread.keys()]).toEqual(['ben', 'cem']);
  });

  it('stays true for a vote that was counted, when what they were shown has expired', () => {
    const vote = { principal: 'cem', choice: 'approve', via: 'reaction' } as const;
    expect([...withReadings(survey, [], [vote], owners).unread.keys()]).toEqual(['ben']);
    const clicked = { ...vote, via: 'button' } as const;
    expect([...withReadings(survey, [], [clicked], owners).unread.keys()]).toEqual(['ben', 'cem']);
  });
});
