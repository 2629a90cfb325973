import { expect, it } from 'vitest';
import { holdersOf, rolesFilledElsewhere } from '../../../src/doctor/holders.ts';

const group = { platform: 'discord', workspace: '1', id: '2' } as const;
const settings = {
  people: [
    { id: 'ana', name: 'Ana', kind: 'human', accounts: [] },
    { id: 'ci', name: 'CI', kind: 'service', accounts: [] },
  ],
  roles: [
    { name: 'sre', members: ['ana', 'ci'], groups: [], holdMs: 0 },
    { name: 'lead', members: [], groups: [group], holdMs: 0 },
  ],
} as const;

it('counts direct members, and those whom a platform was seen to name', () => {
  const observed = new Map([
    ['lead', ['ana']],
    ['sre', ['somebody']],
  ]);
  expect(holdersOf(settings, observed)).toEqual([
    { principal: 'ana', human: true, roles: ['sre', 'lead'] },
    { principal: 'ci', human: false, roles: ['sre'] },
  ]);
  expect(holdersOf(settings)[0]?.roles).toEqual(['sre']);
  expect(rolesFilledElsewhere(settings)).toEqual(['lead']);
});
