import type { Json } from '../../../../src/canonical.ts';
import { makePlan, type PlanInput } from '../../../../src/runbook/plan/make-plan.ts';
import { factsOf } from '../../../../src/runbook/plan/occasion.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { createScope, type ScopeInput } from '../../../../src/runbook/plan/scope.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { OCCASION } from '../../../support/known.ts';
import { demo, runbookOf } from '../definition/folder.ts';

export const SETTINGS = {
  vars: { monitor: 'https://monitor.example' },
  workdir: '/srv/demo',
  path: ['/srv/bin'],
};

/** An action with parameters of several types, a policy, a requirement, and a dry run. */
export const RESET = `  verify: { title: Verify, source: L1, risk: read, steps: [{ shell: { run: [scripts/verify.sh] }, effect: pure }] }
  reset:
    title: Reset the breaker
    source: L183-184
    risk: high
    lock: demo/breaker
    cooldown: 10m
    params:
      reason: { type: text, description: Why, maxLength: 50 }
      lines: { type: integer, description: How many, default: 5, min: 1, max: 9 }
    requires: [{ action: verify, within: 15m }]
    approval: one-sre
    steps:
      - { id: reset, title: Reset it, shell: { run: [scripts/reset.sh, "--reason={{ params.reason }}"], env: { TOKEN: "{{ secrets.BREAKER_TOKEN }}" } }, effect: unsafe, timeout: 2m }
      - { http: { get: "{{ vars.monitor }}/breaker/{{ params.reason }}" }, retry: { attempts: 3, backoff: 2s } }
    dryRun:
      - { shell: { run: [scripts/reset.sh, --dry-run] }, effect: pure }`;

const VARS = 'vars: { monitor: { description: Base, default: "https://default.example" } }';

export function plan(
  params: Record<string, string> = { reason: 'tick' },
  over: Partial<PlanInput> = {},
): Plan {
  const runbook = over.runbook ?? runbookOf(demo(RESET, VARS));
  const action = over.action ?? runbook.actions.reset;
  if (action === undefined) throw new Error('no action');
  return makePlan({
    occasion: OCCASION,
    people: [],
    runbook,
    action,
    params,
    mode: 'execute',
    environment: 'demo',
    settings: SETTINGS,
    kinds: stepKinds,
    ...over,
  });
}

export function scopeWith(params: Record<string, Json>, over: Partial<ScopeInput> = {}) {
  return createScope({
    action: 'demo:act',
    facts: factsOf(OCCASION),
    persons: {},
    declared: Object.keys(params),
    params,
    vars: { monitor: 'https://monitor.example' },
    workdir: '/srv/demo',
    folder: '/srv/runbooks/demo',
    path: [],
    env: {},
    ...over,
  });
}
