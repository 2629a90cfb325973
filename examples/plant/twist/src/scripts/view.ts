import type { Scripts } from '../script.ts';

const PROGRAM_ID = 'TWSTxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';

export const scripts: Scripts = {
  'program-state': {
    summary: 'Prints the state of the on-chain program.',
    run: ({ plant }) => {
      const { program, operations, breaker, decay } = plant.read();
      return {
        output: {
          program_id: PROGRAM_ID,
          version: program.version,
          paused: operations.paused,
          circuit_breaker: breaker.state,
          supply: decay.supply,
          last_decay_at: decay.lastDecayAt,
          restored_from: program.restoredFrom,
        },
      };
    },
  },
  'bot-balances': {
    summary: 'Prints the balances of the bot wallets.',
    run: () => ({
      output: {
        wallets: [
          { bot: 'decay', sol: 4.82, usdc: 0 },
          { bot: 'buyback', sol: 3.17, usdc: 61_400 },
          { bot: 'arbitrage', sol: 1.09, usdc: 12_250 },
        ],
      },
    }),
  },
};
