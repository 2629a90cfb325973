import { describe, expect, it } from 'vitest';
import { runbookJsonSchema } from '../../../../src/runbook/definition/json-schema.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

type Schema = Readonly<Record<string, unknown>>;

const ROOT = runbookJsonSchema(stepKinds) as Schema;
const DEFINITIONS = (ROOT.$defs ?? {}) as Readonly<Record<string, Schema>>;
const COMMON = ['title', 'description', 'source', 'notes'];

/** What a schema is when its references are followed. */
function followed(schema: Schema): Schema {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  return followed(DEFINITIONS[$ref.slice($ref.lastIndexOf('/') + 1)] ?? {});
}

/** Places of texts to which the schema sets no form: neither words to choose from, nor a pattern, nor a duration. */
function freeTexts(given: Schema, place: string, within: readonly Schema[] = []): readonly string[] {
  const schema = followed(given);
  if (within.includes(schema)) return [];
  const inner = (part: unknown, at: string) =>
    typeof part === 'object' && part !== null ? freeTexts(part as Schema, at, [...within, schema]) : [];
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => (schema[key] ?? []) as readonly Schema[]);
  const fields = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>);
  const hasForm = ['pattern', 'enum', 'format', 'const', 'examples'].some((key) => key in schema);
  return [
    ...(schema.type === 'string' && !hasForm ? [place] : []),
    ...branches.flatMap((branch) => inner(branch, place)),
    ...inner(schema.items, `${place}[]`),
    ...inner(schema.additionalProperties, `${place}.*`),
    ...fields.flatMap(([key, field]) =>
      COMMON.includes(key) ? [] : inner(field, place === '' ? key : `${place}.${key}`),
    ),
  ];
}

/** Nobody but people decides by them. */
const FOR_PEOPLE = [
  'slots.*.manual',
  'procedures.*.severity.label',
  'procedures.*.steps[].manual',
  'procedures.*.steps[].onlyIf.asked',
  'decisions.*.question',
  'decisions.*.choices[].label',
  'decisions.*.choices[].tell',
  'checklists.*.items[].section',
  'checklists.*.items[].confirm',
  'schedules.*.seenBy.confirm',
  'schedules.*.starts.reminder',
  'schedules.*.starts.watch',
  'metrics.*.unit',
  'limits.*.unit',
  'alerts.*.when.symptom',
  'severities.*.criteria[]',
  'severities.*.aliases[]',
  'escalations.*.levels[].level',
  'contacts.*.service',
  'contacts.*.phone',
  'contacts.*.purpose',
  'channels.*.purpose',
  'leftOut.*.reason',
  'troubleshooting.*.symptoms[]',
  'troubleshooting.*.causes[]',
  'settings.*.current',
  'backups.*.what',
  'backups.*.target',
  'facts.*.value',
];

/** Something decides by them, so that the loader reads them: as a grammar, a name, or a text with values. */
const READ = [
  'vars.*.default',
  'policies.*.groups[].of[]',
  'policies.*.veto[]',
  'breakGlass.*.of[]',
  'breakGlass.*.review.of[]',
  'breakGlass.*.page',
  'checklists.*.items[].check',
  'schedules.*.cron',
  'schedules.*.timezone',
  'metrics.*.from.path',
  'limits.*.resets',
  'templates.*.text',
  'settings.*.file',
  'settings.*.key',
];

/** What a value is, is said in one place. */
const OF_VALUES = ['default', 'example', 'choices[]', 'pattern'];

describe('a text of the schema without a form', () => {
  it('is words for people, or is read when it is loaded: nobody learns of a slip from an engine', () => {
    const { actions: _actions, ...others } = ROOT.properties as Readonly<Record<string, Schema>>;
    const known = new Set([
      ...FOR_PEOPLE,
      ...READ,
      ...OF_VALUES.flatMap((key) => [`templates.*.fields.*.${key}`, `settings.*.value.${key}`]),
    ]);
    const found = new Set(
      Object.entries(others).flatMap(([key, schema]) => (COMMON.includes(key) ? [] : freeTexts(schema, key))),
    );
    expect([...found].filter((place) => !known.has(place))).toEqual([]);
    expect([...known].filter((place) => !found.has(place))).toEqual([]);
  });
});
