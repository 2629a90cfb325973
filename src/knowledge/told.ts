/** A line of an answer, under what it is called. */
export interface Field {
  readonly label: string;
  readonly value: string;
}

/** One of several things in their order, with the lines of the document that it stands for. */
export interface Line {
  readonly text: string;
  readonly source?: string | undefined;
}

/** What only some roles may see of it. */
export interface Restricted {
  readonly of: readonly string[];
  readonly fields: readonly Field[];
}

/** What an item of a runbook tells whoever looks it up. Names of actions and items are those of its runbook. */
export interface Told {
  /** The answer in one line, for lists. */
  readonly brief: string;
  readonly fields?: readonly Field[];
  readonly lines?: readonly Line[];
  readonly restricted?: Restricted | undefined;
  /** A page where more stands. */
  readonly url?: string | undefined;
  /** Role of this organisation whose holders it is about. */
  readonly role?: string | undefined;
  /** Actions that belong to it. */
  readonly actions?: readonly (string | undefined)[];
  /** Other items that belong to it, such as `procedures/payments-down`. */
  readonly items?: readonly (string | undefined)[];
}

/** Beside whatever of an item the document does not say. */
export const ASSUMED = 'assumed: the document does not say it';

/** What parts of an item may carry, whatever they are. */
interface Part {
  readonly source?: string | undefined;
  readonly assumed?: true | undefined;
  readonly notes?: readonly string[] | undefined;
}

/** A part of an item in a line: what it is bound to, whether the document says it, and how a gap in that was settled. */
export function lineWith(
  { source, assumed, notes = [] }: Part,
  text: string,
  bounds: readonly string[] = [],
): Line {
  const all = [...bounds, ...(assumed ? [ASSUMED] : [])];
  const bound = all.length === 0 ? text : `${text} (${all.join('; ')})`;
  return { text: notes.length === 0 ? bound : `${bound}. Note: ${notes.join(' ')}`, source };
}

/** The fields that have a value. */
export function fieldsOf(values: { readonly [label: string]: string | undefined }): readonly Field[] {
  return Object.entries(values).flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [{ label, value }],
  );
}

/** `sre or lead`; undefined where there are none. */
export function orList(names: readonly string[] | undefined): string | undefined {
  return names === undefined || names.length === 0 ? undefined : names.join(' or ');
}

/** How an item is called within its runbook; undefined where there is none. */
export function itemIn(collection: string, id: string | undefined): string | undefined {
  return id === undefined ? undefined : `${collection}/${id}`;
}
