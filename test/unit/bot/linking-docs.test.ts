import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allCommands } from '../../../src/app/features.ts';

it('docs/linking-accounts.md names only commands that exist, and all of those for links and codes', async () => {
  const text = readFileSync(new URL('../../../docs/linking-accounts.md', import.meta.url), 'utf8');
  const paths = (await allCommands()).map((command) => command.path.join(' '));
  const named = new Set([...text.matchAll(/`\/(ops [a-z -]+)`/g)].map(([, path = '']) => path));
  expect([...named].filter((path) => !paths.includes(path))).toEqual([]);
  const ours = paths.filter((path) => path.startsWith('ops link') || path.startsWith('ops totp'));
  expect(ours.filter((path) => !named.has(path))).toEqual([]);
});
