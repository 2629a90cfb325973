// The simulated quant arbitrage system: `node plant.ts serve|fault|clock|state|heal`.
import { plantCommand } from '../kit/command-line.ts';
import { healPlant, switchFault } from './src/faults.ts';
import { FAULTS } from './src/state.ts';
import { openPlant } from './src/store.ts';

/** Where its services answer; the plant itself has a port of its own. */
const PORTS = {
  trader: Number(process.env.QUANT_TRADER_PORT ?? 4361),
  dashboard: Number(process.env.QUANT_DASHBOARD_PORT ?? 4362),
};

process.exitCode = await plantCommand({
  name: 'quant arbitrage',
  prefix: 'QUANT',
  port: 4360,
  switches: FAULTS,
  open: openPlant,
  switchFault,
  heal: healPlant,
  serve: async (plant, port) => (await import('./src/server.ts')).startServer(plant, port, PORTS),
});
