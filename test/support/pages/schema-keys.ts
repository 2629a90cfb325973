type Schema = Readonly<Record<string, unknown>>;

/** A key of an object in a JSON Schema; what several places share is one. */
export interface SchemaKey {
  readonly key: string;
  /** One place that has it, such as `actions.*.params.*.min`. */
  readonly place: string;
}

/** Keys that everything with a title has: they mean the same everywhere. */
const COMMON = ['title', 'description', 'source', 'assumed', 'notes'];

/** Every key that may be written under a schema, and which of them a value uses. */
export function schemaKeys(root: Schema): {
  readonly all: ReadonlyMap<string, SchemaKey>;
  /** Ids of keys in `all`. */
  usedBy(value: unknown, path?: readonly string[]): ReadonlySet<string>;
  /** Names that may stand as keys at a place, such as `['actions', '*']`. */
  keysAt(...path: readonly string[]): readonly string[];
} {
  const owners = new Map<Schema, number>();
  const all = new Map<string, SchemaKey>();
  const definitions = (root.$defs ?? {}) as Readonly<Record<string, Schema>>;

  /** What a schema is when its references are followed. */
  const resolve = (schema: Schema): Schema => {
    const { $ref } = schema;
    if (typeof $ref !== 'string') return schema;
    return resolve(definitions[$ref.slice($ref.lastIndexOf('/') + 1)] ?? {});
  };
  const idOf = (owner: Schema, key: string): string =>
    COMMON.includes(key) ? key : `${owners.get(owner)}.${key}`;

  const collect = (given: Schema, place: string): void => {
    const schema = resolve(given);
    if (owners.has(schema)) return;
    owners.set(schema, owners.size);
    for (const branch of branchesOf(schema)) collect(branch, place);
    if (isSchema(schema.items)) collect(schema.items, `${place}[]`);
    if (isSchema(schema.additionalProperties)) collect(schema.additionalProperties, `${place}.*`);
    for (const [key, inner] of Object.entries(propertiesOf(schema))) {
      const at = place === '' ? key : `${place}.${key}`;
      all.set(idOf(schema, key), { key, place: at });
      collect(inner, at);
    }
  };
  collect(root, '');

  const fits = (given: Schema, value: unknown): boolean => {
    const schema = resolve(given);
    const branches = branchesOf(schema);
    if (branches.length > 0) return branches.some((branch) => fits(branch, value));
    if (Array.isArray(value)) return schema.type === 'array';
    if (!isSchema(value)) return schema.type !== 'object' && schema.type !== 'array';
    const known = propertiesOf(schema);
    const required = (schema.required ?? []) as readonly string[];
    return (
      schema.type === 'object' &&
      Object.keys(value).every((key) => key in known || isSchema(schema.additionalProperties)) &&
      required.every((key) => key in value)
    );
  };
  const walk = (given: Schema, value: unknown, found: Set<string>): void => {
    const schema = resolve(given);
    for (const branch of branchesOf(schema)) if (fits(branch, value)) walk(branch, value, found);
    if (Array.isArray(value)) {
      for (const item of value) if (isSchema(schema.items)) walk(schema.items, item, found);
    } else if (isSchema(value)) {
      for (const [key, inner] of Object.entries(value)) {
        const property = propertiesOf(schema)[key];
        if (property !== undefined) {
          found.add(idOf(schema, key));
          walk(property, inner, found);
        } else if (isSchema(schema.additionalProperties)) walk(schema.additionalProperties, inner, found);
      }
    }
  };
  const at = (path: readonly string[]): Schema =>
    path.reduce<Schema>((schema, step) => {
      const within = resolve(schema);
      const next = step === '*' ? within.additionalProperties : propertiesOf(within)[step];
      return isSchema(next) ? next : {};
    }, root);

  return {
    all,
    keysAt: (...path) => Object.keys(propertiesOf(resolve(at(path)))),
    usedBy(value, path = []) {
      const found = new Set<string>();
      walk(at(path), value, found);
      return found;
    },
  };
}

function branchesOf({ anyOf = [], oneOf = [], allOf = [] }: Schema): readonly Schema[] {
  return [anyOf, oneOf, allOf].flat() as readonly Schema[];
}

function propertiesOf({ properties = {} }: Schema): Readonly<Record<string, Schema>> {
  return properties as Readonly<Record<string, Schema>>;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
