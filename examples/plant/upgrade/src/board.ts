import type { Board, Section, Tone } from '../../kit/server.ts';
import { versionOf } from './chain.ts';
import { isHalted } from './metrics.ts';
import { UNITS } from './state.ts';
import type { Plant } from './store.ts';

const SHOWN_PROPOSALS = 3;

/** What the page of the upgrade system shows. */
export function board(plant: Plant): Board {
  const state = plant.read();
  const runs = UNITS.every((unit) => state.units[unit].state === 'active');
  const halted = isHalted(state);
  return {
    name: 'Upgrade system',
    verdict: runs && !halted ? ['healthy', 'good'] : [halted ? 'trading is halted' : 'not healthy', 'bad'],
    sections: [
      {
        title: 'Units',
        rows: UNITS.map((unit) => [
          unit,
          state.units[unit].state,
          toneOf(state.units[unit].state === 'active'),
        ]),
      },
      {
        title: 'Program',
        rows: [
          ['version', versionOf(state.program.code)],
          ['on devnet', versionOf(state.devnet.code)],
          ['slot', state.program.slot],
          ['trading', halted ? 'halted' : 'running', toneOf(!halted)],
        ],
      },
      ...state.proposals
        .slice(-SHOWN_PROPOSALS)
        .reverse()
        .map(
          ({ id, status, approvals, timelockUntil }): Section => ({
            title: `Proposal ${id}`,
            rows: [
              ['state', status],
              ['signatures', `${approvals.length} of ${state.multisig.threshold}`],
              ['timelock until', timelockUntil],
            ],
          }),
        ),
    ],
  };
}

function toneOf(isGood: boolean): Tone {
  return isGood ? 'good' : 'bad';
}
