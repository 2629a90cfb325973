import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Action } from '../../../../src/runbook/definition/construct/action.ts';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import type { Runbook } from '../../../../src/runbook/definition/runbook.ts';
import { makePlan } from '../../../../src/runbook/plan/make-plan.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { bindFiles } from '../../../../src/runbook/run/service/bind/bind-files.ts';
import { filesOf } from '../../../../src/runbook/run/service/bind/files-of.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { OCCASION } from '../../../support/known.ts';

const SYSTEMS = ['flywheel', 'quant', 'tokenforge', 'twist', 'upgrade'];
const PERSON = { id: 'ana', name: 'Ana', accounts: [], roles: ['multisig-members'] };
/** What people type where the definition gives no example. */
const TYPED: Readonly<Record<string, string>> = {
  person: PERSON.id,
  'solana-address': 'So11111111111111111111111111111111111111112',
  'evm-address': `0x${'1'.repeat(40)}`,
  integer: '1',
  identifier: 'job-1',
};

describe('an emergency of the runbooks', () => {
  let folder: string;
  let runbooks: readonly Runbook[];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-emergencies-'));
    for (const system of SYSTEMS) cpSync(join('runbooks', system), join(folder, system), { recursive: true });
    runbooks = loadRunbooks(folder, stepKinds).runbooks;
    // All that they keep is gone by the time that somebody breaks the glass.
    for (const system of SYSTEMS) rmSync(join(folder, system, 'scripts'), { recursive: true, force: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const paramsOf = ({ params }: Action) =>
    Object.fromEntries(
      Object.entries(params).map(([name, { type, example, choices, default: given }]) => [
        name,
        String(example ?? choices?.[0] ?? given ?? TYPED[type] ?? 'word'),
      ]),
    );

  /** Planned with no variable, no credential, no folder and no script. */
  async function planned(runbook: Runbook, action: Action): Promise<Plan> {
    const workdir = join(folder, 'nowhere');
    const plan = makePlan({
      ...{ runbook, action, params: paramsOf(action), occasion: OCCASION, mode: 'execute' },
      ...{ environment: 'demo', settings: { vars: {}, workdir }, kinds: stepKinds, people: [PERSON] },
    });
    const of = filesOf(runbook, action, 'execute');
    return bindFiles(plan, { kinds: stepKinds, workdir, redact: (text) => text, of });
  }

  it.each(SYSTEMS)('is planned whatever is missing, and stops what it knows: %s', async (system) => {
    const runbook = runbooks.find(({ id }) => id === system);
    const emergencies = Object.values(runbook?.actions ?? {}).filter(
      ({ breakGlass, internal }) => breakGlass !== undefined && !internal,
    );
    expect(emergencies).not.toEqual([]);
    for (const action of emergencies) {
      if (runbook === undefined) continue;
      const { steps } = await planned(runbook, action);
      const stops = steps.filter(({ kind, spec }) => kind === 'service' && spec !== null);
      for (const { id, unready } of stops)
        expect([action.id, id, unready]).toEqual([action.id, id, undefined]);
    }
  });
});
