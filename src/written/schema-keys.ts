import { z } from 'zod';

/** The keys that a schema allows at a path of a value: what a misspelt key may have meant. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let candidates: readonly z.core.$ZodType[] = [schema];
  for (const segment of path) candidates = candidates.flatMap((candidate) => childrenAt(candidate, segment));
  return [...new Set(candidates.flatMap(ownKeys))];
}

function ownKeys(schema: z.core.$ZodType): readonly string[] {
  return unwrap(schema).flatMap((inner) =>
    inner instanceof z.core.$ZodObject ? Object.keys(inner._zod.def.shape) : [],
  );
}

function childrenAt(schema: z.core.$ZodType, segment: PropertyKey): readonly z.core.$ZodType[] {
  return unwrap(schema).flatMap((inner): readonly z.core.$ZodType[] => {
    if (inner instanceof z.core.$ZodObject) {
      const child = inner._zod.def.shape[String(segment)];
      return child === undefined ? [] : [child];
    }
    if (inner instanceof z.core.$ZodRecord) return [inner._zod.def.valueType];
    if (inner instanceof z.core.$ZodArray) return [inner._zod.def.element];
    return [];
  });
}

/** Looks through optional, default, transform and union to the schemas that describe the written value. */
function unwrap(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (
    schema instanceof z.core.$ZodOptional ||
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodNullable
  ) {
    return unwrap(schema._zod.def.innerType);
  }
  if (schema instanceof z.core.$ZodPipe) return unwrap(schema._zod.def.in);
  if (schema instanceof z.core.$ZodLazy) return unwrap(schema._zod.innerType);
  if (schema instanceof z.core.$ZodUnion) return schema._zod.def.options.flatMap(unwrap);
  return [schema];
}
