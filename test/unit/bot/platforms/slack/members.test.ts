import { expect, it } from 'vitest';
import type { WebClient } from '../../../../../src/bot/platforms/slack/client.ts';
import { createMembers } from '../../../../../src/bot/platforms/slack/members.ts';
import { trueReason } from '../../../../../src/chat/stranger.ts';
import { systemClock } from '../../../../../src/clock.ts';

const membersOf = (user: object | undefined) =>
  createMembers(
    { users: { info: async () => ({ ok: true, user }) } } as unknown as WebClient,
    () => 'T1',
    systemClock,
  );

it.each([
  ['a full member', { team_id: 'T1' }, true, undefined],
  [
    'a member of the grid who belongs to ours',
    { team_id: 'E1', enterprise_user: { teams: ['T0', 'T1'] } },
    true,
    undefined,
  ],
  [
    'a member of the grid who does not',
    { team_id: 'E1', enterprise_user: { teams: ['T0'] } },
    false,
    'foreign',
  ],
  ['a guest', { team_id: 'T1', is_restricted: true }, false, 'foreign'],
  ['somebody who left', { team_id: 'T1', deleted: true }, false, 'left'],
  ['a guest who left', { team_id: 'T1', deleted: true, is_ultra_restricted: true }, false, 'left'],
  ['a bot that was removed', { team_id: 'T1', deleted: true, is_bot: true }, false, undefined],
  ['a bot', { team_id: 'T1', is_bot: true }, false, undefined],
])('%s is told apart', async (_name, user, human, stranger) => {
  const member = await membersOf(user).find('U1');
  expect([member.human, member.stranger]).toEqual([human, stranger]);
});

it('an answer without a user is nobody, and is asked for again', async () => {
  await expect(membersOf(undefined).find('U1')).rejects.toMatchObject({ kind: 'rejected' });
});

it('nobody who could not be looked up, and no guest, is told to be a bot', () => {
  const refusal = {
    code: 'approval.not-human',
    what: 'The vote does not count.',
    why: 'bots cannot',
    next: 'x',
  };
  expect(trueReason('temporary', refusal)).toMatchObject({ code: 'access.temporary', what: refusal.what });
  expect(trueReason('foreign', refusal).why).toContain('guest');
  expect(trueReason('left', refusal)).toMatchObject({
    code: 'access.left',
    what: refusal.what,
    why: expect.stringContaining('deactivated'),
  });
  expect(trueReason(undefined, refusal)).toBe(refusal);
  expect(trueReason('foreign', { ...refusal, code: 'approval.own' }).code).toBe('approval.own');
});
