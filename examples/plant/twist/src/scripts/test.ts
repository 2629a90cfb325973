import { oneOf } from '../../../kit/arguments.ts';
import { hasFault } from '../faults.ts';
import { EXIT, ScriptFailure, type Scripts } from '../script.ts';
import { signature } from '../signature.ts';

const SUITES = ['transfer', 'staking', 'decay', 'buyback', 'circuit breaker', 'upgrade'];

export const scripts: Scripts = {
  'send-test-tx': {
    summary: 'Sends a real transaction of 0.001 SOL from the hot wallet.',
    run: async ({ plant, progress }) => {
      await progress('sending 0.001 SOL to the wallet itself');
      const output = plant.change((state, { now, effect }) => {
        if (state.operations.paused) throw new ScriptFailure(EXIT.blocked, 'not sent: operations are paused');
        const tx = signature(`test ${state.effectCount} ${now.toISOString()}`);
        effect('transaction.send', { tx, sol: 0.001 });
        return { network: 'mainnet', tx, sol: 0.001, confirmed: !hasFault(state, 'drop-transactions') };
      });
      return { output };
    },
  },
  'integration-suite': {
    summary:
      'Runs the integration tests against devnet. Exit 0 says that they ran, the output how they ended.',
    flags: { network: { value: '<network>', required: true, check: oneOf('devnet') } },
    run: async ({ plant, text, progress }) => {
      const state = plant.read();
      const failing = hasFault(state, 'tests-fail') ? ['decay', 'upgrade'] : [];
      for (const suite of SUITES)
        await progress(`${failing.includes(suite) ? 'FAILED' : 'passed'}: ${suite}`, 150);
      const counts = { passed: SUITES.length - failing.length, failed: failing.length };
      return { output: { network: text('network'), version: state.devnetVersion, ...counts } };
    },
  },
};
