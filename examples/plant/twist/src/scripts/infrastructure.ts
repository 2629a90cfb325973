import { oneOf } from '../../../kit/arguments.ts';
import { healthReading } from '../readings.ts';
import { EXIT, type Scripts } from '../script.ts';

const ENDPOINTS = ['https://rpc.twist.io', 'https://backup-rpc.twist.io', 'https://backup-rpc-2.twist.io'];

export const scripts: Scripts = {
  'switch-rpc': {
    summary: 'Switches every service to another RPC endpoint.',
    flags: { endpoint: { value: '<backup-rpc>', required: true, check: oneOf(...ENDPOINTS) } },
    run: async ({ plant, text, progress }) => {
      const endpoint = text('endpoint');
      await progress(`draining connections before ${endpoint}`);
      const before = plant.change((state, { effect }) => {
        const { endpoint: before } = state.rpc;
        state.rpc.endpoint = endpoint;
        if (before !== endpoint) effect('rpc.switch', { before, after: endpoint });
        return before;
      });
      return { output: { before, after: endpoint } };
    },
  },
  'test-rpc': {
    summary: 'Asks the current RPC endpoint for its newest slot. Exit 1 when it does not answer.',
    run: ({ plant }) => {
      const state = plant.read();
      const { endpoint } = state.rpc;
      if (healthReading(state).checks.rpc === 'down') {
        return { output: { endpoint, reachable: false, error: 'timeout after 5 s' }, code: EXIT.failed };
      }
      const slot = 300_000_000 + (Math.floor(plant.now().getTime() / 400) % 100_000_000);
      return { output: { endpoint, reachable: true, latency_ms: 48, slot } };
    },
  },
  'update-services': {
    summary: 'Makes every service read its settings again.',
    run: async ({ plant, progress }) => {
      const { units, rpc } = plant.read();
      const running = Object.entries(units).filter(([, { active }]) => active);
      for (const [unit] of running) await progress(`reloading ${unit}`, 150);
      const updated = running.map(([unit]) => unit);
      plant.change((_state, { effect }) => effect('services.update', { units: updated.join(', ') }));
      return { output: { endpoint: rpc.endpoint, updated } };
    },
  },
};
