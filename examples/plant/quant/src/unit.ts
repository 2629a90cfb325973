// A unit beside the trader: `node unit.ts <name>`; the daemon of the host starts it.
import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import { listen } from '../../kit/server.ts';
import { openPlant } from './store.ts';

const TICK_MS = 1_000;
const KILLED = 137;

const plant = openPlant(process.env.QUANT_PLANT_STATE ?? '');

/** Nonces are counted anew when the manager of transactions starts. */
function countNonces(): void {
  plant.change((state) => {
    state.pendingSince = null;
    state.faults = state.faults.filter((fault) => fault !== 'nonce-gap');
  });
}

process.once('SIGTERM', () => process.exit(0));
// The pipe ends with the daemon, even by kill -9.
process.stdin.once('end', () => process.exit(KILLED)).resume();
if (process.argv[2] === 'quant-transactions') countNonces();
else
  await listen(
    new Hono().get('/', (c) => c.text('Quant arbitrage: dashboard')),
    Number(process.env.QUANT_DASHBOARD_PORT),
  );
for (;;) await sleep(TICK_MS);
