import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { digestOf, type Json } from '../../../../src/canonical.ts';
import { OpsError } from '../../../../src/errors.ts';
import type { Action } from '../../../../src/runbook/definition/construct/action.ts';
import type { Param } from '../../../../src/runbook/definition/construct/param.ts';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import type { Runbook } from '../../../../src/runbook/definition/runbook.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import { makePlan } from '../../../../src/runbook/plan/make-plan.ts';
import { checkParams } from '../../../../src/runbook/plan/param.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { KNOWN, OCCASION } from '../../../support/known.ts';
import { folderWith, write } from './folder.ts';
import { changes, mutated, twistScripts, twistValue } from './mutation.ts';

// A whole runbook is loaded and planned in each run, so there are fewer of them than of the cheap properties.
const RUNS = Math.ceil(Number(process.env.KEYTURN_PROPERTY_RUNS ?? 1_500) / 15);
const ROLES = ['on-call', 'sre', 'security-lead', 'multisig-members'];
const TWIST = twistValue();

/** What may be wrong with a request although the definition is sound: a setting that is not there, or what was asked for. */
const NOT_THE_DEFINITION = ['plan.variable', 'plan.no-dry-run'];

/** None of them begins with a hyphen or leads elsewhere: that would be the person's doing. */
const TYPED = [
  'x',
  'a b',
  'two\nlines',
  '1',
  '0.5',
  '200',
  'yes',
  '30m',
  '2024-01-15T09:00:00Z',
  'https://rpc.example.com/a?b#c',
  'ops@example.com',
  '11111111111111111111111111111111',
  'So11111111111111111111111111111111111111112',
  '0x52908400098527886E0F7030069857D2E4169EE7',
  'a.b:c@d/e+f',
  '{{ secrets.TOKEN }}',
  '{{ params.x }}',
  'é',
  'y'.repeat(4_000),
];

/** What a person may give for a parameter, as far as the parameter takes it; optional ones are left out at times. */
function acceptable(param: Param, pick: number): string | undefined {
  const typed = [...TYPED, ...(param.choices ?? []), ...(param.example === undefined ? [] : [param.example])];
  const taken = typed.filter((text) => checkParams({ p: param }, { p: text }, KNOWN).problems.length === 0);
  const left = checkParams({ p: param }, {}, KNOWN).problems.length === 0 ? [undefined] : [];
  const ways = [...taken, ...left];
  return ways[pick % Math.max(1, ways.length)];
}

function planAndDescribe(runbook: Runbook, action: Action, pick: number, mode: 'execute' | 'dry-run'): void {
  const given = Object.entries(action.params).flatMap(([name, param], index) => {
    const text = acceptable(param, pick + index);
    return text === undefined ? [] : [[name, text] as const];
  });
  const params = Object.fromEntries(given);
  // No text that was tried is taken by the parameter, such as one with a pattern of its own.
  if (checkParams(action.params, params, KNOWN).problems.length > 0) return;
  const settings = { vars: {}, workdir: '/srv' };
  try {
    const plan = makePlan({
      occasion: OCCASION,
      people: [],
      runbook,
      action,
      params,
      mode,
      environment: 'test',
      settings,
      kinds: stepKinds,
    });
    expect(digestOf(JSON.parse(JSON.stringify(plan)) as Json)).toBe(digestOf(plan as unknown as Json));
    for (const { title, lines } of describePlan(plan, stepKinds)) {
      expect(title).toBeTypeOf('string');
      expect(lines.join('\n')).not.toMatch(/\bundefined\b|\bNaN\b|\[object/);
    }
  } catch (error) {
    if (!(error instanceof OpsError) || !NOT_THE_DEFINITION.includes(error.code)) throw error;
  }
}

it('the runbook as it is can be planned', () => {
  const folder = folderWith({ ...twistScripts(), 'twist/a.yaml': stringify(TWIST) });
  const { runbooks, problems } = loadRunbooks(folder, stepKinds, { roles: ROLES });
  expect(problems).toEqual([]);
  for (const runbook of runbooks)
    for (const action of Object.values(runbook.actions)) planAndDescribe(runbook, action, 0, 'execute');
});

it('what lint takes, however a runbook was changed, is planned and described, and what it refuses has its place', () => {
  const folder = folderWith(twistScripts());
  let accepted = 0;
  fc.assert(
    fc.property(changes, fc.nat(10_000), (list, pick) => {
      const text = stringify(mutated(TWIST, list), { lineWidth: 0 });
      write(folder, 'twist/a.yaml', text);
      const { runbooks, problems } = loadRunbooks(folder, stepKinds, { roles: ROLES });
      const lines = text.split('\n');
      for (const { file, line, column, message } of problems) {
        expect(file).toMatch(/twist\/a\.yaml$/);
        expect(message).not.toBe('');
        expect(lines[line - 1]).toBeDefined();
        expect(column).toBeGreaterThanOrEqual(1);
        expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
      }
      expect(runbooks.length).toBe(problems.length === 0 ? 1 : 0);
      for (const runbook of runbooks) {
        accepted += 1;
        for (const action of Object.values(runbook.actions)) {
          planAndDescribe(runbook, action, pick, 'execute');
          planAndDescribe(runbook, action, pick + 1, 'dry-run');
        }
      }
    }),
    { numRuns: RUNS },
  );
  // Otherwise nothing was shown about what is accepted.
  expect(accepted).toBeGreaterThan(0);
}, 600_000);
