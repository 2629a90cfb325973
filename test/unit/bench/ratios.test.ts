import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../../src/files/project-root.ts';

const FOLDER = join(projectRoot, 'bench');
/** What is promised of a time or of a rate, as it is written. */
const PROMISED = /unit: '(?:ms|s|per second)',[^{}]*?promise: (at(?:Most|Least)\([^)]*\))/g;
/** A multiple of what was measured beside it, which holds on any machine. */
const RATIO = /, 'floor'\)$/;

const promises = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) =>
    [...readFileSync(join(FOLDER, name), 'utf8').matchAll(PROMISED)].map(
      ([, text = '']) => `${name} ${text}`,
    ),
  );

test('what is promised of times and rates is a ratio, but for what people and platforms wait for', () => {
  expect(promises.length).toBeGreaterThan(10);
  expect(promises.filter((one) => !RATIO.test(one))).toEqual([
    // A platform gives three seconds.
    'acknowledge-burst.ts atMost(P99_MS)',
    'acknowledge-burst.ts atMost(WORST_MS)',
    // A person waits for them.
    'log-search.ts atMost(PROMISE_MS)',
    'log.ts atMost(60)',
    // How long an entry may stand unsigned: several times what it does.
    'log.ts atMost(2_000)',
  ]);
});
