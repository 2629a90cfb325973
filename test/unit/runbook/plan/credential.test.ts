import { describe, expect, it } from 'vitest';
import type { PlanCredential } from '../../../../src/runbook/plan/credential.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { demo, problemsOf, runbookOf } from '../definition/folder.ts';
import { plan, SETTINGS } from './example.ts';

const SENTRY: PlanCredential = {
  variable: 'KEYTURN_CREDENTIAL_SENTRY',
  header: 'Authorization',
  origins: ['https://sentry.example'],
  value: {},
};
const look = (step: string) => demo(`  look: { title: Look, source: L1, risk: low, steps: [{ ${step} }] }`);
const GET = 'http: { get: "https://sentry.example/issues", credential: sentry }';
const POST =
  'http: { post: "https://sentry.example/x", credential: sentry, probe: { get: "https://monitor.example/x", expect: { status: 200 } } }, effect: probeable';

function planned(step: string, credentials: Readonly<Record<string, PlanCredential>>): Plan {
  const runbook = runbookOf(look(step));
  const { look: action } = runbook.actions;
  if (action === undefined) throw new Error('no action');
  return plan({}, { runbook, action, settings: { ...SETTINGS, credentials } });
}

describe('a plan with a credential', () => {
  it('says which one is sent in which header, and holds nothing else of it', () => {
    const made = planned(GET, { sentry: SENTRY });
    expect(made.steps[0]).toMatchObject({
      spec: { credential: { name: 'sentry', header: 'Authorization' }, headers: {} },
      secrets: [],
    });
    expect(JSON.stringify(describePlan(made, stepKinds))).toContain('Authorization: ‹credential sentry›');
  });

  it.each([
    ['the settings do not name it', GET, { sentri: SENTRY }, "name no credential 'sentry'"],
    [
      'nobody has set it',
      GET,
      { sentry: { ...SENTRY, value: null } },
      'KEYTURN_CREDENTIAL_SENTRY is not set',
    ],
    [
      'it is not for the service',
      GET,
      { sentry: { ...SENTRY, origins: ['https://sentry.example:8443'] } },
      'not meant for https://sentry.example.',
    ],
    ['it is not for what the probe asks', POST, { sentry: SENTRY }, 'not meant for https://monitor.example'],
  ])('is refused where %s', (_what, step, credentials, why) => {
    expect(() => planned(step, credentials)).toThrow(
      expect.objectContaining({
        code: 'plan.credential',
        refusal: expect.objectContaining({ why: expect.stringContaining(why) as string }) as object,
      }) as Error,
    );
  });

  it('is refused where a header of the step would be the same one', () => {
    const step = GET.replace(' }', ', headers: { authorization: x } }');
    expect(() => planned(step, { sentry: SENTRY })).toThrow(
      expect.objectContaining({ code: 'plan.template' }) as Error,
    );
  });

  it('is checked without the settings, by its name alone', () => {
    expect(problemsOf(look(GET))).toEqual([]);
    const [problem] = problemsOf(look('http: { get: "https://x.example", credential: "{{ secrets.X }}" }'));
    expect(problem?.suggestion).toContain('rite the name under which keyturn.yaml has it');
  });
});
