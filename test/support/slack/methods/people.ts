import { ApiError, need } from '../api-error.ts';
import { BOT_ID, BOT_USER, findMessage, TEAM, type User } from '../state.ts';
import type { Method } from './method.ts';

/** So many people are named with a reaction unless all are asked for. */
const NAMED = 3;

export const people: Readonly<Record<string, Method>> = {
  'auth.test': {
    scope: null,
    call: () => ({ team: 'Home', team_id: TEAM, user: 'keyturn', user_id: BOT_USER, bot_id: BOT_ID }),
  },
  'users.info': {
    scope: 'users:read',
    call(state, args) {
      const user = state.users.get(need(args, 'user').user);
      if (user === undefined) throw new ApiError('user_not_found');
      return { user: toWire(user) };
    },
  },
  'usergroups.list': {
    scope: 'usergroups:read',
    call: (state, args) => ({
      usergroups: [...state.groups].map(([id, { name, users }]) => ({
        id,
        handle: name,
        ...(String(args.include_users) === 'true' ? { users } : {}),
      })),
    }),
  },
  'emoji.list': {
    scope: 'emoji:read',
    call: (state) => ({ emoji: Object.fromEntries(state.emoji) }),
  },
  'reactions.get': {
    scope: 'reactions:read',
    call(state, args) {
      const { channel, timestamp } = need(args, 'channel', 'timestamp');
      const message = findMessage(state, channel, timestamp);
      if (message === undefined) throw new ApiError('message_not_found');
      const shown = String(args.full) === 'true' ? Number.POSITIVE_INFINITY : NAMED;
      const reactions = [...message.reactions]
        .filter(([, users]) => users.length > 0)
        .map(([name, users]) => ({ name, users: users.slice(0, shown), count: users.length }));
      return {
        type: 'message',
        channel,
        message: { ts: timestamp, ...(reactions.length > 0 ? { reactions } : {}) },
      };
    },
  },
};

function toWire({ id, name, team, bot, guest, stranger, deleted }: User) {
  return {
    id,
    team_id: team,
    name,
    deleted,
    is_bot: bot,
    is_restricted: guest !== 'no',
    is_ultra_restricted: guest === 'single',
    ...(stranger ? { is_stranger: true } : {}),
    profile: { display_name: name },
  };
}
