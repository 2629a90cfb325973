import { matching, oneOf } from '../../../kit/arguments.ts';
import { hasFault } from '../faults.ts';
import { EXIT, ScriptFailure, type Scripts } from '../script.ts';

const EMAIL = matching(/^[^\s@-][^\s@]*@[^\s@]+\.[a-z]+$/i, 'an e-mail address');

export const scripts: Scripts = {
  'monthly-audit': {
    summary: 'Prints the findings of the security scanner.',
    run: async ({ plant, progress }) => {
      await progress('scanning access logs');
      await progress('checking the upgrade authority');
      const state = plant.read();
      const authority = hasFault(state, 'authority-changed') ? 'single key' : '3-of-5 multisig';
      return {
        output: {
          users: state.users.length,
          failed_logins_30d: 7,
          unusual_patterns: [],
          upgrade_authority: authority,
          findings: [{ severity: 'low', text: 'two failed logins from one new address' }],
        },
      };
    },
  },
  'audit-access': {
    summary: 'Lists who has access.',
    run: ({ plant }) => ({ output: { users: plant.read().users } }),
  },
  'grant-access': {
    summary: 'Gives a user one role; a user has one role at a time.',
    flags: {
      user: { value: '<email>', required: true, check: EMAIL },
      role: { value: '<role>', required: true, check: oneOf('viewer', 'operator', 'security', 'admin') },
    },
    run: ({ plant, text }) => {
      const user = text('user');
      const role = text('role');
      const granted = plant.change((state, { now, effect }) => {
        if (state.users.some((each) => each.user === user && each.role === role)) return false;
        state.users = state.users.filter((each) => each.user !== user);
        state.users.push({ user, role, grantedAt: now.toISOString() });
        effect('access.grant', { user, role });
        return true;
      });
      return { output: { user, role, changed: granted } };
    },
  },
  'revoke-access': {
    summary: 'Takes all access from a user.',
    flags: { user: { value: '<email>', required: true, check: EMAIL } },
    run: ({ plant, text }) => {
      const user = text('user');
      plant.change((state, { effect }) => {
        if (!state.users.some((each) => each.user === user)) {
          throw new ScriptFailure(EXIT.badValue, `no access to revoke: ${user} has none`);
        }
        state.users = state.users.filter((each) => each.user !== user);
        effect('access.revoke', { user });
      });
      return { output: { user, revoked: true } };
    },
  },
};
