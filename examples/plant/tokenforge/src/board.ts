import type { Board } from '../../kit/server.ts';
import { apiHealth, serves } from './site.ts';
import { FLAGS } from './state.ts';
import type { Plant } from './store.ts';

/** What the page of TokenForge shows. */
export function board(plant: Plant): Board {
  const state = plant.read();
  const api = apiHealth(state, plant.folder);
  const well = serves(state) && api.status === 'ok';
  return {
    name: 'TokenForge',
    verdict: well ? ['healthy', 'good'] : ['not healthy', 'bad'],
    sections: [
      {
        title: 'Website and backend',
        rows: [
          ['release', state.production.id, serves(state) ? 'good' : 'bad'],
          ['rollback', state.production.rollback],
          ['backend', state.backend.version, state.backend.works ? 'good' : 'bad'],
          ...Object.entries(api.chains).map(
            ([chain, how]) => [chain, how, how === 'connected' ? 'good' : 'bad'] as const,
          ),
        ],
      },
      {
        title: 'Flags',
        rows: [
          ...FLAGS.map((flag) => [flag, state.flags[flag] ? 'on' : 'off'] as const),
          ['contract', state.contract.pausedAt === null ? 'running' : 'paused'],
        ],
      },
      {
        title: 'Data',
        rows: [
          ...Object.entries(state.tables),
          ['restore', state.restore === null ? 'none' : (state.restore.doneAt ?? 'asked for')],
          ['posts', state.posts.length],
        ],
      },
    ],
  };
}
