import type { Scripts } from '../script.ts';

const NEXT_VERSION = '1.2.0';

export const scripts: Scripts = {
  'upgrade-devnet': {
    summary: 'Deploys the built program to devnet.',
    run: async ({ plant, progress }) => {
      await progress('writing the buffer');
      await progress('upgrading the program on devnet');
      const output = plant.change((state, { effect }) => {
        const before = state.devnetVersion;
        state.devnetVersion = NEXT_VERSION;
        effect('devnet.upgrade', { before, after: NEXT_VERSION });
        return { network: 'devnet', before, after: NEXT_VERSION };
      });
      return { output };
    },
  },
};
