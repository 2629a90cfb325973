import type { Json } from '../canonical.ts';
import type { Integration, Io } from './integration.ts';

/** Calls one operation of one integration by name. */
export type Effects = (integration: string, operation: string, input: Json, io: Io) => Promise<Json>;

/**
 * The outside world behind one function.
 * @throws Error when two integrations share an id, or when a step asks for what does not exist: both are bugs.
 */
export function createEffects(integrations: readonly Integration[]): Effects {
  const byId = new Map<string, Integration>();
  for (const integration of integrations) {
    if (byId.has(integration.id)) throw new Error(`two integrations are called ${integration.id}`);
    byId.set(integration.id, integration);
  }
  return async (id, name, input, io) => {
    const operation = byId.get(id)?.operations[name];
    if (operation === undefined) throw new Error(`no integration has the operation ${id}.${name}`);
    return operation.run(operation.input.parse(input), io);
  };
}
