import { globalRegistry, type ZodType } from 'zod';
import * as core from 'zod/v4/core';

/** The keys that a schema allows at a path of a value: what a misspelt key may have meant. */
export function keysAt(schema: ZodType, path: readonly PropertyKey[]): readonly string[] {
  return [...new Set(leavesAt(schema, path).flatMap(ownKeys))];
}

/** What a schema gives as examples of a value at a path; empty when it gives none. */
export function examplesAt(schema: ZodType, path: readonly PropertyKey[]): readonly unknown[] {
  return leavesAt(schema, path).flatMap((inner) => globalRegistry.get(inner)?.examples ?? []);
}

/** What a schema takes at a path of a value, as far as it is written in one piece. */
export interface Takes {
  readonly number: boolean;
  /** A text of one form, which the schema shows by examples: a duration, a bound of a time. */
  readonly formed: boolean;
  /** Whatever text it is. */
  readonly anyText: boolean;
}

/** Tells what may stand at a path, for what is put there in place of a reference. */
export function takesAt(schema: ZodType, path: readonly PropertyKey[]): Takes {
  const leaves = leavesAt(schema, path);
  const texts = leaves.filter((leaf) => leaf instanceof core.$ZodString);
  return {
    // Exact numbers are no type of zod's: theirs says what it stands for.
    number: leaves.some(
      (leaf) => leaf instanceof core.$ZodNumber || globalRegistry.get(leaf)?.type === 'number',
    ),
    formed: texts.some((text) => globalRegistry.get(text)?.examples !== undefined),
    anyText: texts.some((text) => globalRegistry.get(text)?.examples === undefined),
  };
}

/** The schemas that describe a value at a path, each of one piece. */
function leavesAt(schema: ZodType, path: readonly PropertyKey[]): readonly core.$ZodType[] {
  let candidates: readonly core.$ZodType[] = [schema];
  for (const segment of path) candidates = candidates.flatMap((candidate) => childrenAt(candidate, segment));
  return candidates.flatMap(unwrap);
}

function ownKeys(inner: core.$ZodType): readonly string[] {
  if (inner instanceof core.$ZodObject) return Object.keys(inner._zod.def.shape);
  // A record whose keys are a few known words; of others any name may be one.
  const keys = inner instanceof core.$ZodRecord ? inner._zod.def.keyType : undefined;
  return keys instanceof core.$ZodEnum ? Object.values(keys._zod.def.entries).map(String) : [];
}

function childrenAt(schema: core.$ZodType, segment: PropertyKey): readonly core.$ZodType[] {
  return unwrap(schema).flatMap((inner): readonly core.$ZodType[] => {
    if (inner instanceof core.$ZodObject) {
      const child = inner._zod.def.shape[String(segment)];
      return child === undefined ? [] : [child];
    }
    if (inner instanceof core.$ZodRecord) return [inner._zod.def.valueType];
    if (inner instanceof core.$ZodArray) return [inner._zod.def.element];
    return [];
  });
}

/** Looks through optional, default, transform and union to the schemas that describe the written value. */
function unwrap(schema: core.$ZodType): readonly core.$ZodType[] {
  if (
    schema instanceof core.$ZodOptional ||
    schema instanceof core.$ZodDefault ||
    schema instanceof core.$ZodNullable
  ) {
    return unwrap(schema._zod.def.innerType);
  }
  if (schema instanceof core.$ZodPipe) return unwrap(schema._zod.def.in);
  if (schema instanceof core.$ZodLazy) return unwrap(schema._zod.innerType);
  if (schema instanceof core.$ZodUnion) return schema._zod.def.options.flatMap(unwrap);
  return [schema];
}
