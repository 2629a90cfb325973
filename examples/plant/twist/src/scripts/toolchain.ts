import { createHash } from 'node:crypto';
import { UsageError } from '../../../kit/arguments.ts';
import { hasFault } from '../faults.ts';
import { EXIT, type Scripts } from '../script.ts';

const TESTS = ['initialize', 'stake', 'unstake', 'decay', 'buyback', 'pause', 'upgrade authority'];

/** The tools that the runbook starts by name: `bin/` has a file for each. */
export const scripts: Scripts = {
  anchor: {
    summary: 'Builds or tests the program in the current folder. Exit 1 when a test fails.',
    words: 'build|test',
    run: async ({ plant, words, progress }) => {
      if (words[0] === 'build') {
        await progress('compiling twist-token');
        const hash = createHash('sha256').update('twist-token 1.2.0').digest('hex');
        return { output: { program: 'twist-token', file: 'target/deploy/twist_token.so', sha256: hash } };
      }
      if (words[0] !== 'test') throw new UsageError('give build or test');
      const failing = hasFault(plant.read(), 'tests-fail') ? ['decay'] : [];
      for (const test of TESTS)
        await progress(`${failing.includes(test) ? 'FAILED' : 'passed'}: ${test}`, 150);
      const passing = `  ${TESTS.length - failing.length} passing`;
      if (failing.length === 0) return { output: passing };
      return { output: `${passing}\n  ${failing.length} failing`, code: EXIT.failed };
    },
  },
};
