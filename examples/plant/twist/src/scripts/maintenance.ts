import { oneOf } from '../../../kit/arguments.ts';
import { backupTimes, isDamaged } from '../backups.ts';
import { hasFault } from '../faults.ts';
import type { Scripts } from '../script.ts';
import { signature } from '../signature.ts';

const NEWEST_AGENT = '7.62.1';

export const scripts: Scripts = {
  'check-updates': {
    summary: 'Lists the updates that wait.',
    run: ({ plant }) => {
      const { securityPatches, otherUpdates, agentVersion } = plant.read().maintenance;
      return {
        output: {
          security: securityPatches,
          other: otherUpdates,
          monitoring_agent: { installed: agentVersion, newest: NEWEST_AGENT },
        },
      };
    },
  },
  'apply-patches': {
    summary: 'Applies the security patches that wait.',
    flags: { 'security-only': { required: true } },
    run: async ({ plant, progress }) => {
      for (const patch of plant.read().maintenance.securityPatches) await progress(`installing ${patch}`);
      const applied = plant.change((state, { effect }) => {
        const waiting = state.maintenance.securityPatches;
        const patches = hasFault(state, 'patch-held') ? waiting.slice(1) : waiting;
        state.maintenance.securityPatches = waiting.filter((patch) => !patches.includes(patch));
        if (patches.length > 0) effect('patches.apply', { patches: patches.join(', ') });
        return patches;
      });
      return { output: { applied, reboot_required: false } };
    },
  },
  'update-monitoring': {
    summary: 'Brings the monitoring agents to the newest version.',
    run: async ({ plant, progress }) => {
      await progress(`rolling out agent ${NEWEST_AGENT}`);
      const output = plant.change((state, { effect }) => {
        const before = state.maintenance.agentVersion;
        state.maintenance.agentVersion = NEWEST_AGENT;
        if (before !== NEWEST_AGENT) effect('monitoring.update', { before, after: NEWEST_AGENT });
        return { before, after: NEWEST_AGENT, hosts: 4, reporting: hasFault(state, 'agent-silent') ? 3 : 4 };
      });
      return { output };
    },
  },
  'verify-backups': {
    summary: 'Checks the checksum of every kept backup.',
    run: ({ plant }) => {
      const state = plant.read();
      const now = plant.now();
      const times = backupTimes(state, now);
      const age = (now.getTime() - Date.parse(times[0] ?? '')) / 3_600_000;
      const backups = times.map((at) => ({
        at,
        checksum: signature(at, 12),
        verified: !isDamaged(state, at, now),
      }));
      const verified = backups.every((backup) => backup.verified);
      return { output: { verified, newest_age_hours: Number(age.toFixed(2)), backups } };
    },
  },
  'test-restore': {
    summary: 'Restores the newest backup into a network that is not production.',
    flags: { network: { value: '<network>', required: true, check: oneOf('testnet') } },
    run: async ({ plant, text, progress }) => {
      const state = plant.read();
      const [timestamp = ''] = backupTimes(state, plant.now());
      await progress(`restoring ${timestamp}`);
      await progress('comparing 1846 accounts');
      const network = text('network');
      plant.change((_state, { effect }) => effect('restore.test', { network, timestamp }));
      const differences = isDamaged(state, timestamp, plant.now()) ? 3 : 0;
      const passed = differences === 0;
      return { output: { network, timestamp, accounts_compared: 1_846, differences, passed } };
    },
  },
};
