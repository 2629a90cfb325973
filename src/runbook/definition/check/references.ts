import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import { directionOf } from '../../plan/direction.ts';
import { nextIn } from '../construct/next.ts';
import { allStepsOf } from '../construct/sequence.ts';
import type { Runbook } from '../runbook.ts';
import type { Check, Names } from './check.ts';

/** Fields whose value names an item of a collection, wherever they stand in a construct. */
const REFERENCES: Readonly<Record<string, { readonly collection: keyof Runbook; readonly noun: string }>> = {
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

/** Every name of another item exists. */
export const checkReferences: Check = (runbook, { names = namesIn(runbook) }) => [
  ...referencesIn(runbook, names),
  ...escalationContacts(runbook, names),
  ...actionReferences(runbook, names),
];

/** The names of others in what an author wrote, whatever else of it is faulty. */
export function referencesIn(
  written: Readonly<Partial<Record<(typeof REFERRING)[number], unknown>>>,
  names: Names,
): readonly Finding[] {
  return REFERRING.flatMap((collection) => [...within(names, written[collection], [collection])]);
}

function* within(names: Names, value: unknown, path: readonly PropertyKey[]): Generator<Finding> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* within(names, item, [...path, index]);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const reference = REFERENCES[key];
    const named = typeof item === 'string' ? [item] : Array.isArray(item) ? item : [];
    // A key of a collection is a name, not a field: `metrics: { severity: … }` refers to nothing.
    if (reference !== undefined && path.length > 1 && named.every((name) => typeof name === 'string')) {
      for (const name of named) yield* missing(names, reference, name, [...path, key]);
    }
    yield* within(names, item, [...path, key]);
  }
}

function missing(
  names: Names,
  { collection, noun }: { readonly collection: keyof Runbook; readonly noun: string },
  name: string,
  path: readonly PropertyKey[],
): readonly Finding[] {
  const known = names(collection);
  if (known === undefined || known.includes(name)) return [];
  return [{ path, message: `There is no ${noun} '${name}'.`, suggestion: suggestName(name, known) }];
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

function escalationContacts(runbook: Runbook, names: Names): readonly Finding[] {
  return Object.entries(runbook.escalations).flatMap(([id, escalation]) =>
    escalation.levels.flatMap((level, index) =>
      missing(names, { collection: 'contacts', noun: 'contact' }, level.contact, [
        'escalations',
        id,
        'levels',
        index,
        'contact',
      ]),
    ),
  );
}

function actionReferences(runbook: Runbook, names: Names): readonly Finding[] {
  // Steps post to what keyturn.yaml knows: the channel's name in chat, not its name in the runbook.
  const inChat = Object.values(runbook.channels).flatMap((channel) => channel.name ?? []);
  return Object.entries(runbook.actions).flatMap(([id, action]) => {
    const path = ['actions', id];
    const found: Finding[] = [];
    action.requires.forEach((requirement, index) => {
      const at = [...path, 'requires', index, 'action'];
      found.push(...missing(names, { collection: 'actions', noun: 'action' }, requirement.action, at));
      if (requirement.after !== undefined) {
        const place = [...path, 'requires', index, 'after'];
        found.push(...missing(names, { collection: 'actions', noun: 'action' }, requirement.after, place));
      }
    });
    for (const { action: next, path: at } of nextIn(action)) {
      found.push(...missing(names, { collection: 'actions', noun: 'action' }, next, [...path, ...at]));
    }
    for (const [name, { from }] of Object.entries(action.params)) {
      if (from === undefined) continue;
      const at = [...path, 'params', name, 'from', 'action'];
      found.push(...missing(names, { collection: 'actions', noun: 'action' }, from.action, at));
    }
    if (typeof action.approval === 'string') {
      found.push(
        ...missing(names, { collection: 'policies', noun: 'policy' }, action.approval, [...path, 'approval']),
      );
    }
    const direction = directionOf(action);
    if (direction !== undefined) {
      const at = [...path, 'approval'];
      for (const way of ['loosens', 'tightens'] as const) {
        const named = direction[way];
        if (typeof named !== 'string') continue;
        found.push(...missing(names, { collection: 'policies', noun: 'policy' }, named, [...at, way]));
      }
      const looked = { collection: 'actions', noun: 'action' } as const;
      found.push(...missing(names, looked, direction.now.action, [...at, 'now', 'action']));
    }
    if (typeof action.breakGlass === 'string') {
      found.push(
        ...missing(names, { collection: 'breakGlass', noun: 'break-glass policy' }, action.breakGlass, [
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
