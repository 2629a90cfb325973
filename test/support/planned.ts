import { resolvePolicy, writtenPolicy } from '../../src/approval/policy.ts';
import type { Json } from '../../src/canonical.ts';
import type { Plan, PlannedStep } from '../../src/runbook/plan/plan.ts';

/** A step of the kind `fake` that is called what it does. */
export function fakeStep(name: string, change: Partial<PlannedStep> = {}): PlannedStep {
  return {
    id: name,
    title: name,
    kind: 'fake',
    effect: 'pure',
    spec: name,
    timeoutMs: 10_000,
    attempts: 1,
    backoffMs: 1_000,
    when: null,
    secrets: [],
    ...change,
  };
}

/** A step that really starts a program. Its exit code 0 is success, and it cannot be probed. */
export function shellStep(
  name: string,
  argv: readonly string[],
  change: Partial<PlannedStep> = {},
): PlannedStep {
  const spec = {
    argv,
    cwd: '/tmp',
    path: [],
    env: {},
    stdin: null,
    exits: { '0': 'ok' },
    parse: null,
    probe: null,
    maxOutput: 100_000,
  };
  const own = change.spec as object | undefined;
  return fakeStep(name, { kind: 'shell', effect: 'unsafe', ...change, spec: { ...spec, ...own } });
}

export function planWith(steps: readonly PlannedStep[], change: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    runbook: 'test',
    definition: '0'.repeat(64),
    action: 'test:go',
    title: 'Go',
    source: 'L1',
    risk: 'low',
    environment: 'test',
    mode: 'execute',
    params: {},
    targets: [],
    lock: null,
    cooldownMs: null,
    requires: [],
    policy: null,
    steps,
    ...change,
  };
}

/** As a plan carries it when one sre has to approve. */
export const ONE_SRE = {
  kind: 'approval',
  policy: resolvePolicy(writtenPolicy.parse({ groups: [{ of: ['sre'], quorum: 1 }] })),
} as unknown as Json;
