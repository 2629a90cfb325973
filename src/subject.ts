/**
 * A kind of thing that has an id, a card and a chain of the log: declared once, so that nobody else puts such names
 * together or takes them apart.
 */
export interface SubjectKind<Kind extends string = string> {
  /** The first word of its chain, e.g. `request`. */
  readonly kind: Kind;
  /** What its ids begin with, e.g. `apr` in `apr-7k2m9q4t`. */
  readonly prefix: string;
  /** What events, cards and the log call one of them, e.g. `request/apr-7k2m9q4t`. */
  subject(id: string): `${Kind}/${string}`;
  /** The id in such a name; undefined for a thing of another kind. */
  idIn(subject: string): string | undefined;
  /** Whether an id is one of this kind. */
  names(id: string): boolean;
}

export function subjectKind<Kind extends string>(kind: Kind, prefix: string): SubjectKind<Kind> {
  const start: `${Kind}/` = `${kind}/`;
  return {
    kind,
    prefix,
    subject: (id) => `${start}${id}`,
    idIn: (subject) => (subject.startsWith(start) ? subject.slice(start.length) : undefined),
    names: (id) => id.startsWith(`${prefix}-`),
  };
}
