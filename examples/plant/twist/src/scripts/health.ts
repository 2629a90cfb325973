import { economicReading, liquidityReading, oracleReading } from '../readings.ts';
import type { Scripts } from '../script.ts';

export const scripts: Scripts = {
  'economic-check': {
    summary: 'Prints the economic metrics of the last 24 hours.',
    run: ({ plant }) => ({ output: economicReading(plant.read(), plant.now()) }),
  },
  'oracle-check': {
    summary: 'Prints how many oracles report, how far they diverge and how old they are.',
    run: ({ plant }) => ({ output: oracleReading(plant.read(), plant.now()) }),
  },
  'liquidity-check': {
    summary: 'Prints depth and range of the Orca pool.',
    run: ({ plant }) => ({ output: liquidityReading(plant.read(), plant.now()) }),
  },
};
