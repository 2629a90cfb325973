import { asksRequester, type Policy } from '../../approval/policy.ts';
import type { ActionView, CataloguePort, ParamView } from '../../commands/services.ts';
import type { Action } from '../../runbook/definition/construct/action.ts';
import { giversOf } from '../../runbook/definition/construct/param.ts';
import type { Registry } from '../../runbook/definition/registry.ts';
import { actionRef, countWithoutEngine, type Runbook } from '../../runbook/definition/runbook.ts';
import { spokenOf } from '../../runbook/definition/spoken-of.ts';
import { demandsOf } from '../../runbook/plan/demands.ts';
import { conditionsOf, describePlan } from '../../runbook/plan/describe.ts';

import { checkParams, defaultText } from '../../runbook/plan/param.ts';
import type { PlanPerson } from '../../runbook/plan/person.ts';
import { type PlanPolicy, policiesOf, type RiskFloors } from '../../runbook/plan/plan-policy.ts';
import type { StepKinds } from '../../runbook/steps/step.ts';

/**
 * The definitions as commands see them: always those that serve now.
 * @param risks what the settings want of every approval of a risk, as they are now
 * @param people everybody in the settings, as they are now
 */
export function bindCatalogue(
  registry: Registry,
  kinds: StepKinds,
  risks: () => RiskFloors,
  people: () => readonly PlanPerson[],
): CataloguePort {
  const view = (runbook: Runbook, action: Action, told = spokenOf(runbook)): ActionView =>
    viewOf(runbook, action, policiesOf(runbook, action, risks()), told.get(action.id) ?? []);
  let listed: {
    readonly runbooks: readonly Runbook[];
    readonly floors: RiskFloors;
    readonly actions: readonly ActionView[];
  } = { runbooks: [], floors: {}, actions: [] };

  /** A keystroke must not make all of them anew. */
  function actions(): readonly ActionView[] {
    const [runbooks, floors] = [registry.runbooks(), risks()];
    const isSame =
      floors === listed.floors &&
      runbooks.length === listed.runbooks.length &&
      runbooks.every((runbook, i) => runbook === listed.runbooks[i]);
    if (!isSame) {
      const all = runbooks.flatMap((runbook) => {
        const told = spokenOf(runbook);
        return Object.values(runbook.actions)
          .filter(({ internal }) => !internal)
          .map((action) => view(runbook, action, told));
      });
      listed = { runbooks, floors, actions: all };
    }
    return listed.actions;
  }

  return {
    actions,
    find(ref) {
      const found = registry.action(ref);
      return found && view(found.runbook, found.action);
    },
    nearest: registry.nearest,
    people: () =>
      people()
        .map(({ id, name, roles, perhaps = [] }) => ({ id, name, roles: [...roles, ...perhaps] }))
        .toSorted((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1)),
    systems: () =>
      registry.runbooks().map((runbook) => ({
        id: runbook.id,
        title: runbook.title,
        leftOpen: leftOpen(runbook),
      })),
    check(ref, params, now, lists) {
      const found = registry.action(ref);
      if (found === undefined) return {};
      const { problems } = checkParams(found.action.params, params, {
        now,
        people: people(),
        lists:
          lists &&
          Object.fromEntries(
            Object.entries(lists).map(([name, choices]) => [name, choices.map(({ value }) => value)]),
          ),
      });
      return Object.fromEntries(
        problems.map(({ param, message, suggestion }) => [param, `${message} ${suggestion}`]),
      );
    },
    describe: (plan) => describePlan(plan, kinds),
  };
}

/** What of a runbook nothing carries out here, for people who may count on it. */
function leftOpen(runbook: Runbook): readonly string[] {
  const byHand = runbook.unfilled.map((name) => runbook.slots[name]?.title ?? name);
  const idle = countWithoutEngine(runbook);
  return [
    ...(byHand.length === 0
      ? []
      : [`Done by hand, because keyturn.yaml does not fill it in: ${byHand.join(', ')}.`]),
    ...(idle.length === 0
      ? []
      : [`Written down, and neither watched nor started by anything yet: ${idle.join(', ')}.`]),
  ];
}

/** @param policies all that it may have: a form asks for what any of them wants */
function viewOf(
  runbook: Runbook,
  action: Action,
  policies: readonly (PlanPolicy | null)[],
  told: ActionView['spokenOf'],
): ActionView {
  const breakGlass = policies.some((policy) => policy?.kind === 'break-glass');
  const wants = (ask: (policy: Policy) => boolean): boolean =>
    policies.some((policy) => policy?.kind === 'approval' && ask(policy.policy));
  return {
    ref: actionRef(runbook.id, action.id),
    runbook: runbook.id,
    title: action.title,
    description: [action.description ?? '', ...(action.notes ?? [])].filter(Boolean).join('\n'),
    source: action.source ?? '',
    keywords: action.keywords,
    spokenOf: told,
    conditions: conditionsOf(demandsOf(runbook, action), policies),
    risk: action.risk,
    shortcut: action.shortcut,
    params: Object.entries(action.params).map(
      ([name, param]): ParamView => ({
        name,
        type: param.type,
        required: param.required !== false,
        description: param.description,
        default: defaultText(param),
        from:
          param.from &&
          giversOf(param.from)
            .map((id) => actionRef(runbook.id, id))
            .join(' or '),
        example: param.example,
        choices: param.choices ?? [],
        maxLength: param.maxLength,
        of: param.of,
      }),
    ),
    hasDryRun: action.dryRun !== undefined,
    unrehearsed: action.unrehearsed,
    needs: {
      breakGlass,
      reason: breakGlass || wants(({ reason }) => reason === 'required'),
      confirmation: breakGlass || wants(({ confirm }) => asksRequester(confirm)),
    },
  };
}
