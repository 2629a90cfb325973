import { expect, it } from 'vitest';
import { toldApart } from '../../../src/chat/told-apart.ts';

it('choices of one label say their value, and others stay as they are', () => {
  expect(
    toldApart([
      { value: 'prod-1', label: 'Raise the cap' },
      { value: 'test-1', label: 'Raise the cap' },
      { value: 'other', label: 'Lower it' },
    ]).map(({ label }) => label),
  ).toEqual(['Raise the cap (prod-1)', 'Raise the cap (test-1)', 'Lower it']);
});
