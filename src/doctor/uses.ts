import type { Config } from '../config/config.ts';
import type { Action } from '../runbook/definition/construct/action.ts';
import { allStepsOf } from '../runbook/definition/construct/sequence.ts';
import type { Step } from '../runbook/definition/construct/step.ts';
import { includedIn } from '../runbook/definition/inclusion/graph.ts';
import { actionRef, type Runbook } from '../runbook/definition/runbook.ts';
import { directionOf } from '../runbook/plan/direction.ts';
import { policiesOf } from '../runbook/plan/plan-policy.ts';
import type { CredentialUse } from './checks/credentials.ts';
import type { ProgramUse } from './checks/programs.ts';
import type { PolicyUse } from './checks/quorum.ts';
import type { SecretUse } from './checks/runbooks.ts';
import { pathOf, programsOf } from './programs-of.ts';

/** Programs that steps start. One whose name or PATH depends on a value is known only when it is planned. */
export function programUses(runbooks: readonly Runbook[], systems: Config['systems']): readonly ProgramUse[] {
  return runbooks.flatMap((runbook) => {
    const settings = systems[runbook.id];
    if (settings === undefined) return [];
    const { workdir, path, env, services } = settings;
    return actionsOf(runbook)
      .flatMap(stepsOf)
      .flatMap((step) => {
        const declaredPath = pathOf(step) ?? env.PATH;
        return programsOf(step, services).map((program) => ({
          system: runbook.id,
          program,
          workdir,
          path,
          declaredPath,
        }));
      })
      .filter(({ program, declaredPath = '' }) => !program.includes('{{') && !declaredPath.includes('{{'));
  });
}

/** Secrets that steps refer to. */
export function secretUses(runbooks: readonly Runbook[]): readonly SecretUse[] {
  return runbooks.flatMap((runbook) =>
    actionsOf(runbook).flatMap((action) => {
      const text = JSON.stringify(stepsOf(action).map((step) => step.written));
      const names = [...text.matchAll(/\{\{\s*secrets\.([A-Za-z0-9_]+)\s*\}\}/g)].map(
        (match) => match[1] ?? '',
      );
      return [...new Set(names)].map((name) => ({ name, action: actionRef(runbook.id, action.id) }));
    }),
  );
}

/** Credentials that requests are sent with. */
export function credentialUses(runbooks: readonly Runbook[]): readonly CredentialUse[] {
  return runbooks.flatMap((runbook) =>
    actionsOf(runbook).flatMap((action) => {
      const names = stepsOf(action).flatMap(({ kind, written }) =>
        kind === 'http' ? credentialIn(written) : [],
      );
      return [...new Set(names)].map((name) => ({
        system: runbook.id,
        name,
        action: actionRef(runbook.id, action.id),
      }));
    }),
  );
}

function credentialIn(written: unknown): readonly string[] {
  if (typeof written !== 'object' || written === null || !('credential' in written)) return [];
  return typeof written.credential === 'string' ? [written.credential] : [];
}

/** Approval policies of actions, each once, under its name or that of the action that holds it. */
export function policyUses(runbooks: readonly Runbook[]): readonly PolicyUse[] {
  const uses = runbooks.flatMap((runbook) =>
    actionsOf(runbook).flatMap((action): PolicyUse[] => {
      const direction = directionOf(action);
      const written = direction === undefined ? [action.approval] : [direction.loosens, direction.tightens];
      return policiesOf(runbook, action).flatMap((resolved, index): readonly PolicyUse[] => {
        if (resolved?.kind !== 'approval') return [];
        const named = written[index];
        // What it includes may want more than the policy that it names.
        const isJoined = includedIn(runbook, action).some(({ approval }) => approval !== undefined);
        const own = typeof named === 'string' && !isJoined ? `${runbook.id}/${named}` : undefined;
        const way = direction === undefined ? '' : index === 0 ? ', where it loosens' : ', where it tightens';
        return [{ name: own ?? `of ${actionRef(runbook.id, action.id)}${way}`, policy: resolved.policy }];
      });
    }),
  );
  return [...new Map(uses.map((use) => [use.name, use])).values()];
}

function actionsOf(runbook: Runbook): readonly Action[] {
  return Object.values(runbook.actions);
}

function stepsOf(action: Action): readonly Step[] {
  return allStepsOf(action).map(({ step }) => step);
}
