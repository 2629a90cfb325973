import { createHash } from 'node:crypto';
import { UsageError } from '../../../kit/arguments.ts';
import type { Scripts } from '../script.ts';

const TESTS = ['initialize', 'stake', 'unstake', 'decay', 'buyback', 'pause', 'upgrade authority'];

/** The tools that the runbook starts by name: `bin/` has a file for each. */
export const scripts: Scripts = {
  anchor: {
    summary: 'Builds or tests the program in the current folder.',
    words: 'build|test',
    run: async ({ words, progress }) => {
      if (words[0] === 'build') {
        await progress('compiling twist-token');
        const hash = createHash('sha256').update('twist-token 1.2.0').digest('hex');
        return { output: { program: 'twist-token', file: 'target/deploy/twist_token.so', sha256: hash } };
      }
      if (words[0] !== 'test') throw new UsageError('give build or test');
      for (const test of TESTS) await progress(`passed: ${test}`, 150);
      return { output: { program: 'twist-token', passed: TESTS.length, failed: 0 } };
    },
  },
};
