import { describe, expect, it } from 'vitest';
import { loadRunbooks } from '../../../src/runbook/definition/load.ts';
import type { Runbook } from '../../../src/runbook/definition/runbook.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import { readTests } from '../../../src/trial/read.ts';
import { askedFor, exercisedIn, triedIn } from '../../support/coverage/exercised.ts';

const { runbooks } = loadRunbooks('runbooks', stepKinds);
const runbookOf = (system: string): Runbook => {
  const found = runbooks.find(({ id }) => id === system);
  if (found === undefined) throw new Error(`the runbook of ${system} is not sound`);
  return found;
};
const quant = runbookOf('quant');
const OWN = 'test/scenario/quant/a.test.ts';
const OTHER = 'test/scenario/a.test.ts';

describe('whether a test asks for an action', () => {
  it('is told by a command as people type it', () => {
    expect(askedFor(quant, OTHER, "command('/quant failed')")).toEqual(['trades/failed']);
    expect(askedFor(quant, OTHER, "command('/quant failed last:3')")).toEqual(['trades/failed']);
    expect(askedFor(quant, OTHER, "command('ana', 'quant pause')")).toEqual(['trading/pause']);
    expect(askedFor(quant, OTHER, "{ action: 'quant:gas/await' }")).toEqual(['gas/await']);
  });

  it('is not told by a shortcut or by a name of which a sentence speaks', () => {
    expect(askedFor(quant, OWN, "['failed', 'settings', 'pause']")).toEqual([]);
    expect(askedFor(quant, OWN, "'Run quant:backup-wallet/verify first'")).toEqual([]);
  });

  it('is told by its name alone only in the folder of its own system', () => {
    expect(askedFor(quant, OWN, "ran('gas/await', 'Wait')")).toEqual(['gas/await']);
    expect(askedFor(quant, OTHER, "ran('gas/await', 'Wait')")).toEqual([]);
    expect(askedFor(quant, 'test/scenario/flywheel/a.test.ts', "ran('gas/await', 'Wait')")).toEqual([]);
  });

  it('is told by its name alone also where a helper writes the system before it', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a test has in it
    const helper = "{ action: `quant:${action}` }\nrun('gas/await')";
    expect(askedFor(quant, OTHER, helper)).toEqual(['gas/await']);
  });

  it('is not told by what is typed to confirm it, or by what is to be refused', () => {
    expect(askedFor(quant, OWN, "_confirmation: 'funds/transfer'")).toEqual([]);
    expect(askedFor(quant, OWN, "refused('funds/transfer', ['was not started'])")).toEqual([]);
  });
});

describe('what a test beside a runbook has carried out', () => {
  it('is its action and those before it, and nothing that is refused', () => {
    const [funds] = readTests('runbooks/quant');
    if (funds?.tests === undefined) throw new Error('there are no tests');
    expect(new Set(triedIn(funds))).toEqual(new Set(['funds/transfer', 'backup-wallet/verify']));
    const refused = Object.values(funds.tests.tests).filter(({ expect: { ends } }) => ends === 'refused');
    expect(refused).not.toEqual([]);
    const tests = { ...funds.tests, tests: Object.fromEntries(refused.map((one, at) => [at, one])) };
    expect(triedIn({ tests })).toEqual([]);
  });

  it('counts for what its action includes', () => {
    expect(exercisedIn(quant).get('services/stop')).toContain(
      'test/scenario/quant/emergency-shutdown.test.ts',
    );
  });
});
