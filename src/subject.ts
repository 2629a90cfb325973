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

const declared: SubjectKind[] = [];

/**
 * Declares a kind, while the module loads that it belongs to.
 * @throws Error where there is one of this word or prefix already: a mistake in the tree
 */
export function subjectKind<Kind extends string>(kind: Kind, prefix: string): SubjectKind<Kind> {
  if (declared.some((one) => one.kind === kind || one.prefix === prefix))
    throw new Error(`there are two kinds of things "${kind}" or "${prefix}-"`);
  const start: `${Kind}/` = `${kind}/`;
  const made: SubjectKind<Kind> = {
    kind,
    prefix,
    subject: (id) => `${start}${id}`,
    idIn: (subject) => (subject.startsWith(start) ? subject.slice(start.length) : undefined),
    names: (id) => id.startsWith(`${prefix}-`),
  };
  declared.push(made);
  return made;
}

/** Every kind of thing that there is, in the order in which they were declared. */
export function subjectKinds(): readonly SubjectKind[] {
  return declared;
}

/** The chain that an id belongs to, such as `request/apr-…`; what is no id is a chain's own name. */
export function chainOf(id: string): string {
  return declared.find((kind) => kind.names(id))?.subject(id) ?? id;
}
