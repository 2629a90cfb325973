import { expect, it } from 'vitest';
import { nearestNames, suggestName } from '../../../src/written/nearest.ts';

it('finds the name that somebody meant', () => {
  expect(nearestNames('chanels', ['people', 'channels', 'roles'])).toEqual(['channels']);
  expect(nearestNames('reset', ['circuit-breaker/reset', 'decay/execute'])).toEqual([
    'circuit-breaker/reset',
  ]);
  expect(nearestNames('xyz', ['people', 'channels'])).toEqual([]);
});

it('lists what there is when nothing is near', () => {
  expect(suggestName('anna', ['ben', 'ana'])).toBe("Did you mean 'ana'?");
  expect(suggestName('xyz', ['people', 'channels'])).toBe('Use one of: channels, people.');
  expect(suggestName('x', [])).toBe('None is defined.');
  expect(suggestName('m', ['c', 'n'])).toBe('Use one of: c, n.');
  expect(suggestName('ab', ['cd', 'ac'])).toBe("Did you mean 'ac'?");
});
