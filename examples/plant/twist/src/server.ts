import { Hono } from 'hono';
import { controlsOf, listen, type RunningServer, switchesAndEffects } from '../../kit/server.ts';
import { board } from './board.ts';
import { layCheckout } from './checkout.ts';
import { switchFault } from './faults.ts';
import { economicReading, healthReading, liquidityReading, oracleReading } from './readings.ts';
import { FAULTS } from './state.ts';
import type { Plant } from './store.ts';
import { buybackSpentToday } from './units.ts';

export type { RunningServer } from '../../kit/server.ts';

/** The monitoring dashboard of TWIST, and the switches of the experimenter. */
export function createServer(plant: Plant): Hono {
  const app = new Hono();

  app.get('/health', (c) => c.json(healthReading(plant.read())));

  app.get('/api/circuit-breaker', (c) => {
    const { state, reason, trippedAt, cooldownEndsAt, lastResetAt } = plant.read().breaker;
    return c.json({ state, reason, trippedAt, cooldownEndsAt, lastResetAt });
  });

  app.get('/api/operations', (c) => {
    const { paused, pausedAt, pausedBy } = plant.read().operations;
    return c.json({ paused, pausedAt, pausedBy });
  });

  app.get('/api/decay', (c) => {
    const { lastDecayAt, startedAt } = plant.read().decay;
    return c.json({ lastDecayAt, startedAt });
  });

  app.get('/api/overview', (c) => c.json(overview(plant)));

  app.route('/', controlsOf({ plant, switches: FAULTS, switchFault, board: () => board(plant) }));

  return app;
}

function overview(plant: Plant) {
  const state = plant.read();
  const now = plant.now();
  return {
    now: now.toISOString(),
    health: healthReading(state),
    breaker: state.breaker,
    operations: state.operations,
    decay: state.decay,
    units: state.units,
    buyback_spent_usdc: buybackSpentToday(state, now),
    economic: economicReading(state, now),
    oracles: oracleReading(state, now),
    liquidity: liquidityReading(state, now),
    proposals: state.proposals,
    ...switchesAndEffects({ plant, switches: FAULTS }),
  };
}

/** Listens on loopback only; port 0 takes a free one. */
export async function startServer(plant: Plant, port: number): Promise<RunningServer> {
  layCheckout(plant.folder);
  return listen(createServer(plant), port);
}
