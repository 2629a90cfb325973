import * as z from 'zod';
import { actionRef, type Runbook } from '../runbook/definition/runbook.ts';
import { type Collection, type ItemOf, itemsOf, SECTIONS } from './sections.ts';
import type { Field, Line, Restricted } from './told.ts';

/** What a runbook says of one thing, as people look it up. */
export interface Entry {
  /** As it is written in the runbook: `shop:contacts/payment-provider`. */
  readonly ref: string;
  /** Its runbook, by id and title. */
  readonly system: string;
  readonly systemTitle: string;
  readonly collection: Collection;
  /** What it is: `contact`. */
  readonly noun: string;
  readonly title: string;
  readonly description: string;
  /** The answer in one line. */
  readonly brief: string;
  readonly fields: readonly Field[];
  readonly lines: readonly Line[];
  /** What some roles alone may see. No search finds it. */
  readonly restricted: Restricted | undefined;
  readonly url: string | undefined;
  /** Role of this organisation whose holders it is about. */
  readonly role: string | undefined;
  /** Lines of the document that it stands for; empty where it cites none. */
  readonly source: string;
  /** The document does not say it. */
  readonly assumed: boolean;
  /** How a gap or a contradiction of the document was settled. */
  readonly notes: readonly string[];
  /** References of the actions that belong to it. */
  readonly actions: readonly string[];
  /** References of the entries that belong to it. */
  readonly related: readonly string[];
}

/** All that a runbook says, section by section in the order of {@link SECTIONS}. */
export function entriesOf(runbook: Runbook): readonly Entry[] {
  return (Object.keys(SECTIONS) as Collection[]).flatMap((collection) => entriesIn(runbook, collection));
}

/** What an item may carry, whatever it is. */
const common = z.object({
  title: z.string().optional(),
  description: z.string().default(''),
  source: z.string().default(''),
  assumed: z.boolean().default(false),
  notes: z.array(z.string()).default([]),
});

function entriesIn<C extends Collection>(runbook: Runbook, collection: C): readonly Entry[] {
  const section = SECTIONS[collection];
  return Object.entries<ItemOf<C>>(itemsOf(runbook, collection)).map(([id, item]): Entry => {
    const {
      brief,
      fields = [],
      lines = [],
      restricted,
      url,
      role,
      actions = [],
      items = [],
    } = section.tell(item, runbook);
    const { title, description, source, assumed, notes } = common.parse(item);
    return {
      ref: entryRef(runbook.id, collection, id),
      ...{ system: runbook.id, systemTitle: runbook.title, collection, noun: section.noun },
      title: title ?? (collection === 'changelog' ? section.title : id),
      // A variable has nothing but its description: that is what it is.
      description: collection === 'vars' ? '' : description,
      ...{ brief, fields, lines, restricted, url, role, source, assumed, notes },
      actions: distinct(actions).map((action) => actionRef(runbook.id, action)),
      related: distinct(items).map((name) => `${runbook.id}:${name}`),
    };
  });
}

/** `shop:contacts/payment-provider`. */
function entryRef(system: string, collection: Collection, id: string): string {
  return `${system}:${collection}/${id}`;
}

function distinct(names: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(names.flatMap((name) => name ?? []))];
}

/** What it is found by, as the finder wants it. What not everybody may see of it is not among it. */
export function foundBy(entry: Entry): {
  readonly names: string;
  readonly words: string;
  readonly more: string;
} {
  const { ref, system, systemTitle, noun, title, description, brief, fields, lines, notes } = entry;
  return {
    names: `${title} ${ref.slice(ref.indexOf('/') + 1)}`,
    words: `${noun} ${system} ${systemTitle}`,
    more: [
      ...[description, brief, ...notes],
      ...fields.flatMap(({ label, value }) => [label, value]),
      ...lines.map(({ text }) => text),
    ].join(' '),
  };
}
