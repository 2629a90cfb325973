import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import type { Runbook } from '../runbook.ts';
import type { Check } from './check.ts';

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
export const checkReferences: Check = (runbook) => [
  ...REFERRING.flatMap((collection) => [...within(runbook, runbook[collection], [collection])]),
  ...escalationContacts(runbook),
  ...actionReferences(runbook),
];

function* within(runbook: Runbook, value: unknown, path: readonly PropertyKey[]): Generator<Finding> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* within(runbook, item, [...path, index]);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const reference = REFERENCES[key];
    const names = typeof item === 'string' ? [item] : Array.isArray(item) ? item : [];
    // A key of a collection is a name, not a field: `metrics: { severity: … }` refers to nothing.
    if (reference !== undefined && path.length > 1 && names.every((name) => typeof name === 'string')) {
      for (const name of names) yield* missing(runbook, reference, name, [...path, key]);
    }
    yield* within(runbook, item, [...path, key]);
  }
}

function missing(
  runbook: Runbook,
  { collection, noun }: { readonly collection: keyof Runbook; readonly noun: string },
  name: string,
  path: readonly PropertyKey[],
): readonly Finding[] {
  const known = namesOf(runbook, collection);
  if (known.includes(name)) return [];
  return [{ path, message: `There is no ${noun} '${name}'.`, suggestion: suggestName(name, known) }];
}

function namesOf(runbook: Runbook, collection: keyof Runbook): readonly string[] {
  const items = runbook[collection];
  if (typeof items !== 'object' || items === null) return [];
  const names = Object.keys(items);
  // A channel may be called by its name in chat as well.
  if (collection !== 'channels') return names;
  return [...names, ...Object.values(runbook.channels).flatMap((channel) => channel.name ?? [])];
}

function escalationContacts(runbook: Runbook): readonly Finding[] {
  return Object.entries(runbook.escalations).flatMap(([id, escalation]) =>
    escalation.levels.flatMap((level, index) =>
      missing(runbook, { collection: 'contacts', noun: 'contact' }, level.contact, [
        'escalations',
        id,
        'levels',
        index,
        'contact',
      ]),
    ),
  );
}

function actionReferences(runbook: Runbook): readonly Finding[] {
  // Steps post to what keyturn.yaml knows: the channel's name in chat, not its name in the runbook.
  const inChat = Object.values(runbook.channels).flatMap((channel) => channel.name ?? []);
  return Object.entries(runbook.actions).flatMap(([id, action]) => {
    const path = ['actions', id];
    const found: Finding[] = [];
    action.requires.forEach((requirement, index) => {
      const at = [...path, 'requires', index, 'action'];
      found.push(...missing(runbook, { collection: 'actions', noun: 'action' }, requirement.action, at));
      if (requirement.action === id) {
        found.push({
          path: at,
          message: 'The action requires itself.',
          suggestion: 'Name the action that must run first.',
        });
      }
    });
    if (typeof action.approval === 'string') {
      found.push(
        ...missing(runbook, { collection: 'policies', noun: 'policy' }, action.approval, [
          ...path,
          'approval',
        ]),
      );
    }
    if (typeof action.breakGlass === 'string') {
      found.push(
        ...missing(runbook, { collection: 'breakGlass', noun: 'break-glass policy' }, action.breakGlass, [
          ...path,
          'breakGlass',
        ]),
      );
    }
    action.steps.forEach((step, index) => {
      const channel = (step.written as { channel?: unknown } | null)?.channel;
      if (typeof channel !== 'string' || channel.includes('{{') || inChat.includes(channel)) return;
      found.push({
        path: [...path, 'steps', index, step.kind, 'channel'],
        message: `No channel of this runbook is called '${channel}' in chat.`,
        suggestion: suggestName(channel, inChat),
      });
    });
    return found;
  });
}
