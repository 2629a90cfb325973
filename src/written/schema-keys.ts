import { globalRegistry, type ZodType } from 'zod';
import * as core from 'zod/v4/core';

/** The keys that a schema allows at a path of a value: what a misspelt key may have meant. */
export function keysAt(schema: ZodType, path: readonly PropertyKey[]): readonly string[] {
  let candidates: readonly core.$ZodType[] = [schema];
  for (const segment of path) candidates = candidates.flatMap((candidate) => childrenAt(candidate, segment));
  return [...new Set(candidates.flatMap(ownKeys))];
}

/** What a schema gives as examples of a value at a path; empty when it gives none. */
export function examplesAt(schema: ZodType, path: readonly PropertyKey[]): readonly unknown[] {
  let candidates: readonly core.$ZodType[] = [schema];
  for (const segment of path) candidates = candidates.flatMap((candidate) => childrenAt(candidate, segment));
  return candidates.flatMap(unwrap).flatMap((inner) => globalRegistry.get(inner)?.examples ?? []);
}

function ownKeys(schema: core.$ZodType): readonly string[] {
  return unwrap(schema).flatMap((inner): readonly string[] => {
    if (inner instanceof core.$ZodObject) return Object.keys(inner._zod.def.shape);
    // A record whose keys are a few known words; of others any name may be one.
    const keys = inner instanceof core.$ZodRecord ? inner._zod.def.keyType : undefined;
    return keys instanceof core.$ZodEnum ? Object.values(keys._zod.def.entries).map(String) : [];
  });
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
