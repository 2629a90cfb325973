import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Numbers of promises at the beginning of titles, e.g. `5.7`. */
function numbersIn(text: string): string[] {
  return [...text.matchAll(/['"`](5\.\d+)(?= [^'"`]{10})/g)].map(([, number]) => number as string);
}

describe('the numbers of promises', () => {
  const explained = readFileSync(join(root, 'docs', 'invariants.md'), 'utf8');
  const named = new Set(
    readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .flatMap((file) => numbersIn(readFileSync(join(root, 'test', file), 'utf8'))),
  );

  it('are explained on the page of invariants, each that a test names', () => {
    expect([...named].filter((number) => !explained.includes(`**${number}** `))).toEqual([]);
    expect(named.size).toBeGreaterThan(20);
  });
});
