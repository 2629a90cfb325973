import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { linkPolicies } from '../../../src/app/links.ts';
import { writtenPolicy } from '../../../src/approval/policy.ts';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { Check } from '../../../src/doctor/check.ts';
import { policiesCheck } from '../../../src/doctor/checks/policies.ts';
import { programsCheck } from '../../../src/doctor/checks/programs.ts';
import { quorumCheck } from '../../../src/doctor/checks/quorum.ts';
import { secretsCheck } from '../../../src/doctor/checks/runbooks.ts';
import { systemsCheck } from '../../../src/doctor/checks/systems.ts';
import { holdersOf } from '../../../src/doctor/holders.ts';
import { policyUses, programUses, secretUses } from '../../../src/doctor/uses.ts';
import { loadRunbooks } from '../../../src/runbook/definition/load.ts';
import type { Runbook } from '../../../src/runbook/definition/runbook.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';

const cwd = fileURLToPath(new URL('../../../examples/demo', import.meta.url));

describe('the demo, as the doctor sees it', () => {
  let config: Config;
  let runbooks: readonly Runbook[];
  beforeAll(async () => {
    config = await loadConfig({ env: {}, cwd, policy: writtenPolicy });
    const loaded = loadRunbooks(config.runbooks, stepKinds, { roles: config.roles.map((role) => role.name) });
    expect(loaded.problems).toEqual([]);
    runbooks = loaded.runbooks;
  });

  const worst = async (check: Check) => (await check.run()).filter((finding) => finding.level !== 'ok');

  it('has every script that its runbooks start', async () => {
    const uses = programUses(runbooks, config.systems).filter((use) => use.program.includes('/'));
    expect(uses.map((use) => use.program)).toContain('scripts/emergency/reset-circuit-breaker.sh');
    expect(await worst(programsCheck(async () => uses, process.env.PATH ?? ''))).toEqual([]);
  });

  it('has people for every policy, whoever asks but for those whom the policy itself wants', async () => {
    const policies = [...policyUses(runbooks), ...linkPolicies(config)];
    expect(policies.map((use) => use.name)).toEqual(
      expect.arrayContaining(['twist/multisig', 'of `/ops link`']),
    );
    const holders = async () => holdersOf(config);
    const findings = await worst(
      quorumCheck({ policies: async () => policies, holders, filledElsewhere: [] }),
    );
    expect(findings.map(({ level, says }) => `${level}: ${says}`)).toEqual(
      [
        // Each of these wants all of a few people: one of them who asks leaves it to the others to ask.
        'The policy quant/funds cannot be met when chen asks',
        'The policy upgrade/member-replacement cannot be met when chen asks',
        'The policy upgrade/waiver cannot be met when dora or emil or farah or goran or hana asks',
      ].map((says) => `warning: ${says}: nobody counts for their own request.`),
    );
  });

  it('has every variable and secret', async () => {
    expect(await worst(systemsCheck(config.systems, async () => runbooks))).toEqual([]);
    const given = Object.keys(parseEnv(readFileSync(join(cwd, 'secrets.env'), 'utf8')));
    const known = given.map((variable) => variable.replace('KEYTURN_SECRET_', ''));
    expect(await worst(secretsCheck(async () => secretUses(runbooks), known))).toEqual([]);
  });

  it('would say which policy of the settings no runbook has', async () => {
    const findings = await worst(policiesCheck(['multisig', 'one-sr'], async () => runbooks));
    expect(findings.map((finding) => `${finding.says} ${finding.next}`)).toEqual([
      "No runbook has a policy one-sr, which the settings replace. Did you mean 'one-sre'?",
    ]);
  });

  it('would say which settings do not fit a runbook', async () => {
    const twist = config.systems.twist;
    if (twist === undefined) throw new Error('the demo has no system');
    const systems = { twist: { ...twist, vars: { monitr: 'x' } }, twst: twist };
    const required = runbooks
      .filter(({ id }) => id === 'twist')
      .map((runbook) => ({
        ...runbook,
        vars: { ...runbook.vars, key: { description: 'A key.' } },
      }));
    const findings = await worst(systemsCheck(systems, async () => required));
    expect(findings.map((finding) => `${finding.says} ${finding.next}`)).toEqual([
      "There are settings for the system twst, but no valid runbook of that name. Did you mean 'twist'?",
      "The runbook twist declares no variable monitr. Did you mean 'monitor'?",
      'The variable key of twist has no value (A key). Set systems.twist.vars.key in keyturn.yaml.',
    ]);
  });
});
