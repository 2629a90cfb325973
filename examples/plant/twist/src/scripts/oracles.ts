import { oracleProviders, oracleReading } from '../readings.ts';
import type { Scripts } from '../script.ts';

export const scripts: Scripts = {
  'health-check': {
    summary: 'Prints the state of each oracle provider.',
    run: ({ plant }) => {
      const state = plant.read();
      const now = plant.now();
      const { oracles_reporting, oracles_expected, oracle_divergence_pct } = oracleReading(state, now);
      const providers = oracleProviders(state, now);
      return { output: { oracles_reporting, oracles_expected, oracle_divergence_pct, providers } };
    },
  },
};
