import type { WrittenRunbook } from '../runbook/definition/construct/runbook.ts';
import { alerts } from './section/alerts.ts';
import { backups } from './section/backups.ts';
import { breakGlass } from './section/break-glass.ts';
import { changelog } from './section/changelog.ts';
import { channels } from './section/channels.ts';
import { checklists } from './section/checklists.ts';
import { contacts } from './section/contacts.ts';
import { decisions } from './section/decisions.ts';
import { escalations } from './section/escalations.ts';
import { facts } from './section/facts.ts';
import { leftOut } from './section/left-out.ts';
import { limits } from './section/limits.ts';
import { metrics } from './section/metrics.ts';
import { monitors } from './section/monitors.ts';
import { policies } from './section/policies.ts';
import { procedures } from './section/procedures.ts';
import { routes } from './section/routes.ts';
import { schedules } from './section/schedules.ts';
import type { Section } from './section/section.ts';
import { settings } from './section/settings.ts';
import { severities } from './section/severities.ts';
import { slots } from './section/slots.ts';
import { templates } from './section/templates.ts';
import { troubleshooting } from './section/troubleshooting.ts';
import { vars } from './section/vars.ts';

/** What stands at the top of a runbook and is no collection; actions have their own card. */
type Top = 'runbook' | 'title' | 'description' | 'source' | 'actions' | 'changelog';

/** All that people look up in a runbook, by its key there. The change log is a collection of one. */
type Collections = Omit<WrittenRunbook, Top> & {
  readonly changelog: Readonly<Record<string, NonNullable<WrittenRunbook['changelog']>>>;
};
export type Collection = keyof Collections;
export type ItemOf<C extends Collection> = Collections[C][string];

/**
 * What each tells, in the order in which people need it when something is wrong. A construct of the definition without one is
 * an error of types.
 */
export const SECTIONS: { readonly [C in Collection]: Section<ItemOf<C>> } = {
  troubleshooting,
  contacts,
  limits,
  facts,
  procedures,
  decisions,
  checklists,
  escalations,
  severities,
  alerts,
  routes,
  monitors,
  metrics,
  schedules,
  backups,
  channels,
  templates,
  policies,
  breakGlass,
  settings,
  slots,
  vars,
  changelog,
  leftOut,
};

export function isCollection(name: string): name is Collection {
  return Object.hasOwn(SECTIONS, name);
}

/** The items of one collection of a runbook, by their names. */
export function itemsOf<C extends Collection>(
  runbook: Omit<WrittenRunbook, 'runbook' | 'actions'>,
  collection: C,
): Readonly<Record<string, ItemOf<C>>> {
  const { changelog: log, ...collections } = runbook;
  const all: { readonly [K in Collection]: Readonly<Record<string, ItemOf<K>>> } = {
    ...collections,
    changelog: log === undefined ? {} : { rules: log },
  };
  return all[collection];
}
