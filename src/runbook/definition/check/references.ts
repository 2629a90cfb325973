import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import { directionOf } from '../../plan/direction.ts';
import { INCLUDE } from '../construct/inclusion.ts';
import { nextIn } from '../construct/next.ts';
import { allStepsOf } from '../construct/sequence.ts';
import { inclusionOf } from '../construct/step.ts';
import type { Runbook } from '../runbook.ts';
import type { Check, Names } from './check.ts';

/** Fields whose value names an item of a collection, wherever they stand in a construct. */
const REFERENCES: Readonly<Record<string, Reference>> = {
  action: { collection: 'actions', noun: 'action' },
  offers: { collection: 'actions', noun: 'action' },
  shows: { collection: 'actions', noun: 'action' },
  verifiedBy: { collection: 'actions', noun: 'action' },
  restoredBy: { collection: 'actions', noun: 'action' },
  changedBy: { collection: 'actions', noun: 'action' },
  checklist: { collection: 'checklists', noun: 'checklist' },
  includes: { collection: 'checklists', noun: 'checklist' },
  procedure: { collection: 'procedures', noun: 'procedure' },
  opens: { collection: 'procedures', noun: 'procedure' },
  decision: { collection: 'decisions', noun: 'decision' },
  template: { collection: 'templates', noun: 'template' },
  monitor: { collection: 'monitors', noun: 'monitor' },
  signs: { collection: 'monitors', noun: 'monitor' },
  metric: { collection: 'metrics', noun: 'metric' },
  channel: { collection: 'channels', noun: 'channel' },
  contact: { collection: 'contacts', noun: 'contact' },
  contacts: { collection: 'contacts', noun: 'contact' },
  escalation: { collection: 'escalations', noun: 'escalation' },
  troubleshooting: { collection: 'troubleshooting', noun: 'troubleshooting entry' },
  onlyAfter: { collection: 'schedules', noun: 'schedule' },
  silent: { collection: 'schedules', noun: 'schedule' },
  level: { collection: 'severities', noun: 'severity' },
  severity: { collection: 'severities', noun: 'severity' },
};

/** Collections whose items refer to others. Steps of actions are checked apart: their fields belong to the kinds. */
const REFERRING = [
  'procedures',
  'decisions',
  'checklists',
  'schedules',
  'metrics',
  'monitors',
  'limits',
  'alerts',
  'routes',
  'templates',
  'troubleshooting',
  'settings',
  'backups',
  'changelog',
] as const satisfies readonly (keyof Runbook)[];

/** Every name of another item exists, and nobody is sent to ask for what is only a part of others. */
export const checkReferences: Check = (runbook, { names = namesIn(runbook) }) => {
  const [missing, internal] = [missingFrom(names), internalIn(runbook)];
  const judge: Judge = (...named) => [...missing(...named), ...internal(...named)];
  return [
    ...referring(runbook, judge),
    ...escalationContacts(runbook, judge),
    ...actionReferences(runbook, { missing, judge }, names),
    ...inclusionReferences(runbook, missing),
    ...revertReferences(runbook, { missing, judge }),
  ];
};

/** The names of others in what an author wrote, whatever else of it is faulty. */
export function referencesIn(written: Referring, names: Names): readonly Finding[] {
  return referring(written, missingFrom(names));
}

type Referring = Readonly<Partial<Record<(typeof REFERRING)[number], unknown>>>;
interface Reference {
  readonly collection: keyof Runbook;
  readonly noun: string;
}
/** What is wrong with a name that stands at a path. */
type Judge = (reference: Reference, name: string, path: readonly PropertyKey[]) => readonly Finding[];

function referring(written: Referring, judge: Judge): readonly Finding[] {
  return REFERRING.flatMap((collection) => [...within(judge, written[collection], [collection])]);
}

function* within(judge: Judge, value: unknown, path: readonly PropertyKey[]): Generator<Finding> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* within(judge, item, [...path, index]);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const reference = REFERENCES[key];
    const named = typeof item === 'string' ? [item] : Array.isArray(item) ? item : [];
    // A key of a collection is a name, not a field: `metrics: { severity: … }` refers to nothing.
    if (reference !== undefined && path.length > 1 && named.every((name) => typeof name === 'string')) {
      for (const name of named) yield* judge(reference, name, [...path, key]);
    }
    yield* within(judge, item, [...path, key]);
  }
}

function missingFrom(names: Names): Judge {
  return ({ collection, noun }, name, path) => {
    const known = names(collection);
    if (known === undefined || known.includes(name)) return [];
    return [{ path, message: `There is no ${noun} '${name}'.`, suggestion: suggestName(name, known) }];
  };
}

function internalIn({ actions }: Pick<Runbook, 'actions'>): Judge {
  return ({ collection }, name, path) => {
    if (collection !== 'actions' || !Object.hasOwn(actions, name) || !actions[name]?.internal) return [];
    const message = `'${name}' is a part of other actions, and nobody can ask for it.`;
    return [{ path, message, suggestion: 'Name an action that includes it, or take `internal` away there.' }];
  };
}

const ACTION: Reference = { collection: 'actions', noun: 'action' };

/** Parts of others may be included, and nothing else. */
function inclusionReferences(runbook: Runbook, missing: Judge): readonly Finding[] {
  return Object.entries(runbook.actions).flatMap(([id, action]) =>
    allStepsOf(action).flatMap(({ step, list, index }) => {
      const inclusion = inclusionOf(step);
      // The name of what takes an action back stands at that.
      return inclusion === undefined || step.takesBack
        ? []
        : missing(ACTION, inclusion.action, ['actions', id, list, index, INCLUDE, 'action']);
    }),
  );
}

/** What takes an action back is offered on its card; a part of others has none, and only includes it. */
function revertReferences(
  runbook: Runbook,
  { missing, judge }: { readonly missing: Judge; readonly judge: Judge },
): readonly Finding[] {
  return Object.values(runbook.actions).flatMap(({ id, internal, revert }) => {
    if (revert === undefined) return [];
    const path = ['actions', id, 'revert', 'action'];
    return internal ? missing(ACTION, revert.action, path) : judge(ACTION, revert.action, path);
  });
}

function namesIn(runbook: Runbook): Names {
  return (collection) => {
    const items = runbook[collection];
    if (typeof items !== 'object' || items === null) return [];
    const names = Object.keys(items);
    // A channel may be called by its name in chat as well.
    if (collection !== 'channels') return names;
    return [...names, ...Object.values(runbook.channels).flatMap((channel) => channel.name ?? [])];
  };
}

function escalationContacts(runbook: Runbook, judge: Judge): readonly Finding[] {
  return Object.entries(runbook.escalations).flatMap(([id, escalation]) =>
    escalation.levels.flatMap((level, index) =>
      judge({ collection: 'contacts', noun: 'contact' }, level.contact, [
        'escalations',
        id,
        'levels',
        index,
        'contact',
      ]),
    ),
  );
}

function actionReferences(
  runbook: Runbook,
  { missing, judge }: { readonly missing: Judge; readonly judge: Judge },
  names: Names,
): readonly Finding[] {
  // Steps post to what keyturn.yaml knows: the channel's name in chat, not its name in the runbook.
  const inChat = Object.values(runbook.channels).flatMap((channel) => channel.name ?? []);
  return Object.entries(runbook.actions).flatMap(([id, action]) => {
    const path = ['actions', id];
    const found: Finding[] = [];
    action.requires.forEach((requirement, index) => {
      const at = [...path, 'requires', index, 'action'];
      found.push(...judge(ACTION, requirement.action, at));
      if (requirement.after !== undefined) {
        const place = [...path, 'requires', index, 'after'];
        found.push(...judge(ACTION, requirement.after, place));
      }
    });
    for (const key of ['undoes', 'givesWayTo'] as const)
      action[key].forEach((named, index) => {
        // A part of others counts, too: whatever includes it does the same.
        found.push(...missing(ACTION, named, [...path, key, index]));
      });
    for (const [outcome, { opens }] of Object.entries(action.outcomes)) {
      if (opens === undefined) continue;
      const at = [...path, 'outcomes', outcome, 'opens'];
      found.push(...judge({ collection: 'procedures', noun: 'procedure' }, opens, at));
    }
    for (const { action: next, path: at } of nextIn(action)) {
      found.push(...judge(ACTION, next, [...path, ...at]));
    }
    for (const [name, { from }] of Object.entries(action.params)) {
      if (from === undefined) continue;
      const at = [...path, 'params', name, 'from'];
      found.push(...judge(ACTION, from.action, [...at, 'action']));
      found.push(...(from.or ?? []).flatMap((giver, index) => judge(ACTION, giver, [...at, 'or', index])));
    }
    if (typeof action.approval === 'string') {
      found.push(
        ...judge({ collection: 'policies', noun: 'policy' }, action.approval, [...path, 'approval']),
      );
    }
    const direction = directionOf(action);
    if (direction !== undefined) {
      const at = [...path, 'approval'];
      for (const way of ['loosens', 'tightens'] as const) {
        const named = direction[way];
        if (typeof named !== 'string') continue;
        found.push(...judge({ collection: 'policies', noun: 'policy' }, named, [...at, way]));
      }
      found.push(...judge(ACTION, direction.now.action, [...at, 'now', 'action']));
    }
    if (typeof action.breakGlass === 'string') {
      found.push(
        ...judge({ collection: 'breakGlass', noun: 'break-glass policy' }, action.breakGlass, [
          ...path,
          'breakGlass',
        ]),
      );
    }
    for (const { step, list, index } of allStepsOf(action)) {
      const channel = (step.written as { channel?: unknown } | null)?.channel;
      if (typeof channel !== 'string' || channel.includes('{{') || inChat.includes(channel)) continue;
      if (names('channels') === undefined) continue;
      found.push({
        path: [...path, list, index, step.kind, 'channel'],
        message: `No channel of this runbook is called '${channel}' in chat.`,
        suggestion: suggestName(channel, inChat),
      });
    }
    return found;
  });
}
