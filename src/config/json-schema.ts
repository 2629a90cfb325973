import * as z from 'zod';
import { fileSchema, type PolicySchema } from './schema/file.ts';

/** The JSON Schema of keyturn.yaml, for completion and checks in an editor. */
export function configJsonSchema(policy?: PolicySchema): object {
  const schema = z.toJSONSchema(fileSchema(policy), { io: 'input', unrepresentable: 'any' });
  return { ...schema, title: 'keyturn.yaml' };
}
